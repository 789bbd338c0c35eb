import Foundation
import StudentSpace
import Testing
import VideoData

/// What `search` refuses before it begins, and leaves nothing behind of.
@Suite struct BadSearchTests {
    private let folder: TemporaryFolder
    private let teacher: StudentFixture

    init() throws {
        folder = try TemporaryFolder()
        teacher = try StudentFixture(.zero)
    }

    private func expect(
        _ arguments: [String], exits code: Int32, saying words: String...,
        at location: SourceLocation = #_sourceLocation
    ) throws {
        var all = [
            "search", "--space", "searchspaces/ddrnet.json", "--input", "64x64", "--jobs", "2", "--strategy", "solve",
        ]
        let defaults = [
            ("--teacher", teacher.teacherPath), ("--data", "streets:1,frames=8"), ("--budget", "50%"),
            ("--db", folder.file("new.sqlite")),
        ]
        for (option, value) in defaults where !arguments.contains(option) { all += [option, value] }
        let before = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        let result = try Tool.run(all + arguments)
        #expect(result.code == code, "\(result.errors)", sourceLocation: location)
        #expect(result.output.isEmpty, sourceLocation: location)
        #expect(result.errorLines.count == 1, "\(result.errors)", sourceLocation: location)
        for word in words {
            #expect(result.errors.contains(word), "'\(word)' is not in: \(result.errors)", sourceLocation: location)
        }
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path) == before, sourceLocation: location)
    }

    @Test func budgetBeforeWeightsAndFrames() throws {
        try expect(
            ["--budget", "1kMACs", "--teacher", "nowhere", "--data", "nowhere"], exits: 3, saying: "at least")
        try expect(["--budget", "2", "--teacher", "nowhere"], exits: 2, saying: "no unit")
    }

    @Test func clipShorterThanTheInterval() throws {
        try expect(["--data", "streets:1,frames=3"], exits: 4, saying: "3 frames", "--keyframe-interval")
    }

    @Test func teacherThatIsNotThereOrAnother() throws {
        try expect(["--teacher", folder.file("none.safetensors")], exits: 4, saying: "none.safetensors")
        let text = try folder.write("no tensors in here", to: "text.safetensors")
        try expect(["--teacher", text], exits: 4, saying: "text.safetensors")
        let weights = try StudentFixture(.pointwise)
        try expect(["--teacher", weights.weightsPath], exits: 4, saying: "missing")
    }

    @Test func databasesThatCannotBeWritten() throws {
        let text = try folder.write("a text, and long enough to be a header of another kind", to: "text")
        try expect(["--db", text], exits: 6, saying: "no SQLite database")
        #expect(try folder.text("text").hasPrefix("a text"))
        try expect(["--db", folder.file("no/such/new.sqlite")], exits: 6, saying: "no/such")
        try expect(["--db", "/proc/new.sqlite"], exits: 6, saying: "/proc")
        try expect(["--db", folder.path], exits: 6, saying: "folder")
    }
}
