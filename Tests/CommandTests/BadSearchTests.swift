import Foundation
import Networks
import StudentSpace
import Testing
import VideoData

/// What `search` refuses before it begins, and leaves nothing behind of.
@Suite struct BadSearchTests {
    private let folder: TemporaryFolder
    private static let teacher = Result { try StudentFixture(.zero) }

    init() throws { folder = try TemporaryFolder() }

    private func expect(
        _ arguments: [String], exits code: Int32, saying words: String...,
        at location: SourceLocation = #_sourceLocation
    ) throws {
        var all = ["search", "--input", "64x64", "--jobs", "2", "--strategy", "solve"]
        let defaults = [
            ("--space", "searchspaces/ddrnet.json"), ("--teacher", try Self.teacher.get().teacherPath),
            ("--data", "streets:1,frames=8"), ("--budget", "50%"), ("--db", folder.file("new.sqlite")),
        ]
        for (option, value) in defaults where !arguments.contains(option) { all += [option, value] }
        let before = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        let result = try Tool.run(all + arguments)
        #expect(result.code == code, "\(result.errors)", sourceLocation: location)
        #expect(result.output.isEmpty, sourceLocation: location)
        // One line and nothing else: no run has begun.
        #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)", sourceLocation: location)
        #expect(result.errorLines.first?.contains(" — ") == true, "\(result.errors)", sourceLocation: location)
        for word in words {
            #expect(result.errors.contains(word), "'\(word)' is not in: \(result.errors)", sourceLocation: location)
        }
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path) == before, sourceLocation: location)
    }

    // MARK: Space and budget

    @Test func spaces() throws {
        let text = try String(contentsOfFile: Tool.root + "/searchspaces/ddrnet.json", encoding: .utf8)
        func space(_ name: String, _ text: String) throws -> [String] {
            ["--space", try folder.write(text, to: name)]
        }
        try expect(space("key", text.replacing("\"data\"", with: "\"dta\"")), exits: 2, saying: "key:", "'data'")
        try expect(
            space("pattern", text.replacing("\"conv1.0\"", with: "\"conv9.0\"")), exits: 2, saying: "pattern:",
            "\"conv9.0\" matches no site")
        try expect(space("cut", String(text.prefix(200))), exits: 2, saying: "cut:", "cut off")
        try expect(["--space", folder.file("none")], exits: 2, saying: "none: ")
    }

    @Test(arguments: [
        ("2", "no unit"), ("-1GFLOPs", "negative"), ("2 bananas", "bananas"), ("1e99GMACs", "more than"), ("", "unit"),
        ("0%", "less than"), ("1e-9%", "less than"),
    ])
    func budgets(_ budget: String, _ word: String) throws {
        try expect(["--budget", budget, "--teacher", "nowhere"], exits: 2, saying: "--budget", word)
    }

    /// The budget comes before weights and frames are looked at.
    @Test func infeasibleBudgets() throws {
        let missing = ["--teacher", "nowhere", "--data", "nowhere"]
        try expect(["--budget", "1kMACs"] + missing, exits: 3, saying: "at least", "what would help")
        try expect(["--budget", "20%", "--budget-scope", "amortised"] + missing, exits: 3, saying: "interval")
        try expect(["--budget", "1%", "--strategy", "uniform"] + missing, exits: 3, saying: "--strategy solve")
    }

    // MARK: Teacher

    @Test func teachers() throws {
        let good = try SafetensorsFile(contentsOf: Self.teacher.get().teacherPath)
        func weights(_ name: String, _ bytes: [UInt8]) throws -> [String] {
            try Data(bytes).write(to: URL(fileURLWithPath: folder.file(name)))
            return ["--teacher", folder.file(name)]
        }
        let bytes = good.serialized()
        try expect(weights("half", Array(bytes.prefix(bytes.count / 2))), exits: 4, saying: "half:", "cut off")
        try expect(weights("text", Array("no tensors in here".utf8)), exits: 4, saying: "text:")
        try expect(["--teacher", folder.file("none")], exits: 4, saying: "none: ", "No such file")
        // One number of the last tensor.
        let last = try #require(good.tensors.last)
        var poisoned = bytes
        poisoned.replaceSubrange((bytes.count - 4)..., with: [0, 0, 0xC0, 0x7F])
        try expect(weights("nan", poisoned), exits: 4, saying: "nan: tensor \(last.name) holds nan")
        try expect(["--teacher", Self.teacher.get().weightsPath], exits: 4, saying: "ddrnet-23-slim", "missing")
        let network = try Architecture(name: "ddrnet-23-slim").network(classes: 19, input: Size(height: 64, width: 64))
        try expect(
            weights("classes", SafetensorsFile(network.initialParameters(seed: 1)).serialized()), exits: 4,
            saying: "final_layer.conv2.weight is [19")
    }

    // MARK: Data

    @Test func clips() throws {
        try expect(["--data", "streets:1,frames=3"], exits: 4, saying: "3 frames", "--keyframe-interval")
        try expect(["--frames", "2..4"], exits: 4, saying: "3 frames", "--keyframe-interval")
        try expect(["--frames", "2..8"], exits: 4, saying: "--frames", "0..7")
        try expect(["--data", "streets:x"], exits: 2, saying: "streets:x")
        try expect(["--data", folder.file("none")], exits: 4, saying: "none: ")
        try expect(["--data", folder.makeFolder("empty")], exits: 4, saying: "empty: ")
    }

    /// All but one frame or label are in order: the fault is found wherever it is.
    @Test func frames() throws {
        func clip(_ name: String, _ change: (String) throws -> Void) throws -> [String] {
            let clip = try TemporaryFolder()
            try Pictures.writeLabelled(6, size: 64, label: 3, to: clip)
            try change(clip.path)
            try FileManager.default.copyItem(atPath: clip.path, toPath: folder.file(name))
            return ["--data", folder.file(name)]
        }
        try expect(
            clip("text") { try "a text".write(toFile: $0 + "/image/5.png", atomically: true, encoding: .utf8) },
            exits: 4, saying: "image/5.png", "neither PNG nor JPEG")
        try expect(
            clip("cut") { path in
                let url = URL(fileURLWithPath: path + "/image/1.png")
                let bytes = try Data(contentsOf: url)
                try bytes.prefix(bytes.count / 2).write(to: url)
            }, exits: 4, saying: "image/1.png")
        try expect(
            clip("sizes") { try ImageFile.write(Pictures.image(72, 64), to: $0 + "/image/4.png") }, exits: 4,
            saying: "image/4.png", "64x64")
        try expect(
            clip("labels") { path in
                let map = LabelMap(width: 64, height: 64, ids: Array(repeating: 77, count: 64 * 64))
                try ImageFile.write(map, to: path + "/label/0.png")
            }, exits: 4, saying: "label/0.png", "class 77", "0 to 10")
    }

    // MARK: Database and name

    @Test func databases() throws {
        let text = try folder.write("a text, and long enough to be a header of another kind", to: "text")
        try expect(["--db", text], exits: 6, saying: "no SQLite database")
        #expect(try folder.text("text").hasPrefix("a text"))
        try expect(["--db", folder.file("no/such/new.sqlite")], exits: 6, saying: "no/such")
        try expect(["--db", "/proc/new.sqlite"], exits: 6, saying: "/proc")
        try expect(["--db", folder.path], exits: 6, saying: "folder")
        for name in ["", ":memory:"] { try expect(["--db", name], exits: 6, saying: "'\(name)'", "names no file") }
        try folder.write("", to: "taken.runs")
        try expect(["--db", folder.file("taken.sqlite")], exits: 2, saying: "taken.runs: ", "Not a directory")
    }

    @Test(arguments: ["", "a/b", " a", "a\nb", String(repeating: "x", count: 201)])
    func names(_ name: String) throws {
        try expect(["--experiment", name, "--teacher", "nowhere"], exits: 2, saying: "name for an experiment")
    }

    /// The network at the budget is the gates' alone.
    @Test func fillingTheBudgetIsOfOneStrategy() throws {
        try expect(["--fill-budget"], exits: 2, saying: "--fill-budget", "delta-distillation")
    }

    @Test(arguments: [["--steps", "1"], ["--jobs", "0"], ["--input", "100x100"], ["--keyframe-interval", "1"]])
    func numbers(_ arguments: [String]) throws {
        try expect(arguments + ["--teacher", "nowhere"], exits: 2, saying: arguments[0])
    }
}
