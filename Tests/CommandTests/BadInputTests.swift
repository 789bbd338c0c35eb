import Foundation
import Networks
import StudentSpace
import Testing
import VideoData

/// What users get wrong: one line with cause and remedy, the design's exit code, nothing on standard output.
@Suite struct BadInputTests {
    private static let space = "searchspaces/ddrnet.json"

    /// Expects one error line, in the form `error: … — …`.
    private func expect(
        _ arguments: [String], exits code: Int32, saying words: String..., folder: String = Tool.root,
        at location: SourceLocation = #_sourceLocation
    ) throws {
        let result = try Tool.run(arguments, folder: folder)
        #expect(result.code == code, "\(result.errors)", sourceLocation: location)
        #expect(result.output.isEmpty, sourceLocation: location)
        #expect(result.errorLines.count == 1, "\(result.errors)", sourceLocation: location)
        let line = result.errorLines.first ?? ""
        #expect(line.contains(" — "), "no remedy in: \(line)", sourceLocation: location)
        for word in words {
            #expect(line.contains(word), "'\(word)' is not in: \(line)", sourceLocation: location)
        }
    }

    // MARK: Command lines

    @Test(arguments: [
        ["frobnicate"], ["profile"], ["profile", "--space"], ["profile", "--spac", "x"], ["evaluate"],
        ["profile", "--space", space, "--format", "xml"], ["profile", "--space", space, "--budget-scope", "week"],
        ["teach", "--steps", "many"],
    ])
    func usage(_ arguments: [String]) throws {
        try expect(arguments, exits: 2, saying: "--help")
    }

    @Test(arguments: [("2", "no unit"), ("-1GFLOPs", "negative"), ("2 bananas", "bananas"), ("1e99GMACs", "more than")])
    func budgets(_ budget: String, _ word: String) throws {
        try expect(["profile", "--space", Self.space, "--budget", budget], exits: 2, saying: "--budget", word)
    }

    /// A value may begin with a dash: the answer is about the value, and not that none was given.
    @Test(arguments: [
        (["profile", "--space", space, "--keyframe-interval", "-3"], "-3"),
        (["profile", "--space", space, "--threads", "-1"], "out of range"),
        (["search", "--space", space, "--budget", "45%", "--frames", "-1..5"], "'-1..5' is no range"),
        (["search", "--space", space, "--budget", "45%", "--seed", "-1"], "'-1' is invalid"),
        (["search", "--space", space, "--budget", "45%", "--steps", "-1"], "out of range"),
        (["resume", "--jobs", "-1"], "out of range"),
    ])
    func negativeValues(_ arguments: [String], _ words: String) throws {
        try expect(arguments, exits: 2, saying: words)
    }

    @Test(arguments: [
        (["profile", "--space", ""], "'': "), (["verify", ""], "'': "), (["ls", "--db", ""], "'': "),
        (["search", "--space", space, "--budget", "45%", "--teacher", ""], "--teacher: '' names no file"),
        (["evaluate", "x", "--data", "streets:1", "--teacher", ""], "--teacher: '' names no file"),
    ])
    func emptyPaths(_ arguments: [String], _ words: String) throws {
        try expect(arguments, exits: arguments[0] == "ls" ? 6 : 2, saying: words)
    }

    /// Opening a pipe waits for a writer, and there is none.
    @Test func pipesAreNoFiles() throws {
        let folder = try TemporaryFolder()
        let pipe = folder.file("pipe")
        try #require(mkfifo(pipe, 0o644) == 0)
        try folder.makeFolder("frames")
        try #require(mkfifo(folder.file("frames/0.png"), 0o644) == 0)
        let search = ["search", "--space", Self.space, "--budget", "45%", "--db", folder.file("db")]
        for (arguments, code) in [
            (["profile", "--space", pipe], 2), (["profile", "--space", "/dev/null"], 2), (["verify", pipe], 2),
            (["evaluate", pipe, "--data", "streets:1"], 2), (["ls", "--db", pipe], 6),
            (["latency", "--space", Self.space, "--db", pipe], 6),
            (search + ["--teacher", pipe], 4), (search + ["--data", folder.file("frames")], 4),
            (["teach", "--data", "streets:1", "-o", pipe], 2),
            (["teach", "--score", pipe, "--validate", "streets:1"], 4),
        ] as [([String], Int32)] {
            try expect(arguments, exits: code, saying: "is not a regular file")
        }
        #expect(!FileManager.default.fileExists(atPath: folder.file("db")))
    }

    @Test func infeasibleBudgetNamesTheMinimumAndWhatWouldHelp() throws {
        let result = try Tool.run(["profile", "--space", Self.space, "--budget", "1MFLOPs"])
        #expect(result.code == 3)
        #expect(result.errorLines.count == 1)
        #expect(result.errorLines.first?.contains("at least 9.175 MMACs") == true)
        #expect(result.errorLines.first?.contains("what would help") == true)
        #expect(result.output.contains("NOT feasible"))
    }

    @Test func infeasibleAmortisedBudgetNamesAnInterval() throws {
        let arguments = ["profile", "--space", Self.space, "--budget", "10%", "--budget-scope", "amortised"]
        let result = try Tool.run(arguments)
        #expect(result.code == 3)
        #expect(result.errorLines.first?.contains("--keyframe-interval 11") == true)
        #expect(try Tool.run(arguments + ["--keyframe-interval", "11"]).code == 0)
        #expect(try Tool.run(arguments + ["--keyframe-interval", "10"]).code == 3)
    }

    @Test(arguments: [
        (["--input", "360x481"], "360x480"), (["--input", "wide"], "256x512"), (["--keyframe-interval", "1"], "2"),
        (["--keyframe-interval", "0"], "1000"),
    ])
    func settings(_ arguments: [String], _ word: String) throws {
        try expect(["profile", "--space", Self.space] + arguments, exits: 2, saying: arguments[0], word)
    }

    // MARK: Space files

    @Test func unknownKey() throws {
        try expectSpace(
            replacing: "\"keyframeInterval\"", by: "\"keyframeIntervall\"", saying: "keyframeInterval", ":10:3")
    }

    @Test func patternThatMatchesNothing() throws {
        try expectSpace(
            replacing: "\"match\": \"conv1.0\"", by: "\"match\": \"conv1.O\"", saying: "conv1.O",
            "did you mean 'conv1.0'?")
    }

    @Test func unknownArchitecture() throws {
        try expectSpace(replacing: "ddrnet-23-slim", by: "ddrnet-23-slmi", saying: "did you mean 'ddrnet-23-slim'?")
    }

    /// Labels that tie what cannot be tied, or nothing.
    @Test(arguments: [
        (#"{"label": "x", "match": "layer2.0.*"}"#, "depthwise is one at layer2.0.conv2, and none at layer2.0.conv1"),
        (#"{"label": "x", "match": "layer3.*.conv1"}"#, "64 channels in, 128 out"),
        (#"{"label": "x", "match": "conv1.0"}"#, "no site but conv1.0"),
        (#"{"label": "x", "match": "layer1.*"}, {"label": "x", "match": "layer3_.*"}"#, "occurs twice"),
        (#"{"label": "x", "match": "layr1.*"}"#, "did you mean 'layer1.*'?"),
        (#"{"lable": "x", "match": "layer1.*"}"#, "did you mean 'label'?"),
    ])
    func labels(_ entries: String, _ words: String) throws {
        try expectSpace(
            replacing: "\"sites\": [", by: "\"shared\": [\(entries)], \"sites\": [", saying: words, ":12:")
    }

    @Test func profileShowsLabels() throws {
        let arguments = ["profile", "--space", "searchspaces/ddrnet-shared.json"]
        let text = try Tool.run(arguments).output
        #expect(text.contains("over 55 sites, 33 decisions") && text.contains("decides as"))
        let json = try Tool.run(arguments + ["--format", "json"]).output
        let root = try #require(JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        #expect(root["decisions"] as? Int == 33)
        let shared = try #require(root["shared"] as? [[String: Any]])
        #expect(shared.count == 8 && shared[0]["label"] as? String == "layer1")
        #expect((shared[0]["sites"] as? [String])?.count == 4)
        #expect(try !Tool.run(["profile", "--space", Self.space]).output.contains("decisions"))
    }

    private func expectSpace(
        replacing old: String, by new: String, saying words: String...,
        at location: SourceLocation = #_sourceLocation
    ) throws {
        let folder = try TemporaryFolder()
        let text = try String(contentsOfFile: Tool.root + "/" + Self.space, encoding: .utf8)
        let path = try folder.write(text.replacing(old, with: new, maxReplacements: 1), to: "space.json")
        let result = try Tool.run(["profile", "--space", path])
        #expect(result.code == 2, "\(result.errors)", sourceLocation: location)
        #expect(result.errorLines.count == 1, sourceLocation: location)
        for word in words {
            #expect(result.errors.contains(word), "'\(word)' is not in: \(result.errors)", sourceLocation: location)
        }
    }

    @Test func truncatedSpace() throws {
        let folder = try TemporaryFolder()
        let text = try String(contentsOfFile: Tool.root + "/" + Self.space, encoding: .utf8)
        let path = try folder.write(String(text.prefix(text.count / 2)), to: "space.json")
        try expect(["profile", "--space", path], exits: 2, saying: "space.json:", "cut off")
        try expect(["profile", "--space", folder.write("", to: "empty.json")], exits: 2, saying: "empty")
        try expect(["profile", "--space", folder.path], exits: 2, saying: folder.path)
        try expect(["profile", "--space", "nowhere.json"], exits: 2, saying: "nowhere.json", "No such file")
    }

    // MARK: Data

    /// A student that is in order.
    private static let student = Result { try StudentFixture(.zero) }

    /// Runs `evaluate` on it.
    private func expectData(
        _ data: String, _ more: [String] = [], exits code: Int32 = 4, saying words: String...,
        at location: SourceLocation = #_sourceLocation
    ) throws {
        let fixture = try Self.student.get()
        let result = try Tool.run(["evaluate", fixture.specPath, "--data", data] + more)
        #expect(result.code == code, "\(result.errors)", sourceLocation: location)
        #expect(result.output.isEmpty, sourceLocation: location)
        #expect(result.errorLines.count == 1, "\(result.errors)", sourceLocation: location)
        for word in words {
            #expect(result.errors.contains(word), "'\(word)' is not in: \(result.errors)", sourceLocation: location)
        }
    }

    @Test func emptyFolder() throws {
        let folder = try TemporaryFolder()
        try expectData(folder.path, saying: "empty")
    }

    @Test func noFolder() throws { try expectData("nowhere", saying: "nowhere") }

    @Test func textNamedPNG() throws {
        let folder = try TemporaryFolder()
        try folder.write("not a picture", to: "0.png")
        try expectData(folder.path, saying: "0.png", "neither PNG nor JPEG")
    }

    @Test func framesOfDifferentSizes() throws {
        let folder = try TemporaryFolder()
        try ImageFile.write(Pictures.image(64, 64), to: folder.file("0.png"))
        try ImageFile.write(Pictures.image(64, 72), to: folder.file("1.png"))
        try expectData(folder.path, saying: "1.png", "64x72", "64x64")
    }

    @Test func labelsOutOfRange() throws {
        let folder = try TemporaryFolder()
        try Pictures.writeLabelled(2, size: 64, label: 77, to: folder)
        try expectData(folder.path, saying: "label/0.png", "class 77")
    }

    @Test func framesThatAreNotThere() throws {
        try expectData("streets:1,frames=4", ["--frames", "2..9"], saying: "2..9", "0..3")
        try expectData("streets:1,frames=4", ["--frames", "3..2"], exits: 2, saying: "3..2")
        try expectData("streets:1,frames=4", ["--frames", "all"], exits: 2, saying: "A..B")
    }

    @Test(arguments: [
        "streets:", "streets:one", "streets:1,frames=0", "streets:1,seed=2", "streets:1,frames=2,frames=3",
    ])
    func malformedStreets(_ data: String) throws { try expectData(data, exits: 2, saying: "--data") }

    // MARK: Checkpoints

    @Test func checkpointThatDoesNotFit() throws {
        let folder = try TemporaryFolder()
        let network = try Architecture(name: "ddrnet-23-slim").network(classes: 11, input: Size(height: 64, width: 64))
        let whole = try SafetensorsFile(network.initialParameters(seed: 1))
        try whole.write(to: folder.file("whole.safetensors"))
        let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.file("whole.safetensors")))
        try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: folder.file("half.safetensors")))
        var poisoned = SafetensorsFile()
        for tensor in whole.tensors {
            var values = try whole.floats(tensor.name)
            if tensor.name == "conv1.0.weight" { values[5] = .nan }
            poisoned.append(.init(name: tensor.name, shape: tensor.shape, values))
        }
        try poisoned.write(to: folder.file("nan.safetensors"))

        func arguments(_ name: String, _ architecture: String = "ddrnet-23-slim") -> [String] {
            [
                "teach", "--score", folder.file(name), "--validate", "streets:1,frames=1", "--input", "64x64",
                "--architecture", architecture,
            ]
        }
        #expect(try Tool.run(arguments("whole.safetensors")).code == 0)
        try expect(arguments("half.safetensors"), exits: 4, saying: "half.safetensors", "cut off")
        try expect(arguments("nan.safetensors"), exits: 4, saying: "nan.safetensors", "conv1.0.weight", "nan")
        try expect(arguments("whole.safetensors", "ddrnet-23"), exits: 4, saying: "whole.safetensors", "expected")
        try expect(arguments("missing.safetensors"), exits: 4, saying: "missing.safetensors", "No such file")
    }

    // MARK: Databases

    @Test func databases() throws {
        let folder = try TemporaryFolder()
        try expect(["ls", "--db", folder.file("none.sqlite")], exits: 6, saying: "none.sqlite")
        try expect(["ls", "--db", folder.write("just a text, and not a short one at that", to: "text")], exits: 6)
        try expect(["ls", "--db", folder.path], exits: 6, saying: "folder")
        try expect(["show", "--db", folder.file("no/such/folder.sqlite")], exits: 6, saying: "no/such")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["text"])
    }

    // MARK: Training

    @Test func training() throws {
        let folder = try TemporaryFolder()
        let base = ["teach", "--input", "64x64", "--steps", "1"]
        let output = ["-o", folder.file("t.safetensors")]
        try expect(base + ["--data", "streets:1"], exits: 2, saying: "--output")
        try expect(base + output, exits: 2, saying: "--data")
        try expect(base + output + ["--data", "streets:9..3"], exits: 2, saying: "streets:9..3")
        try expect(base + output + ["--data", "streets:1", "--batch", "4"], exits: 2, saying: "--batch", "4x3")
        try expect(
            base + output + ["--data", "streets:1", "--learning-rate", "nan"], exits: 2, saying: "--learning-rate")
        try expect(base + output + ["--data", "streets:1", "--classes", "5"], exits: 4, saying: "--classes 11")
        try expect(base + ["--data", "streets:1", "-o", folder.file("no/t.safetensors")], exits: 2, saying: "no/t")
        try expect(base + ["--data", "streets:1", "-o", folder.path], exits: 2, saying: folder.path)
        try expect(["teach", "--score", "x", "--input", "64x64"], exits: 2, saying: "--validate")
        try folder.write("", to: "t.safetensors.checkpoint")
        try expect(base + output + ["--data", "streets:1"], exits: 2, saying: "--resume")
        try expect(base + output + ["--data", "streets:1", "--resume"], exits: 4, saying: "t.safetensors.checkpoint")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["t.safetensors.checkpoint"])
    }
}
