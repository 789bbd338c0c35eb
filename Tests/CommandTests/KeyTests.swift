import Foundation
import StudentSpace
import Testing

/// The keys of what commands print as JSON and CSV: programs rely on them. Record anew with
/// `DELTANAS_RECORD=1 swift test --filter KeyTests`; a key that goes or changes its name is a breaking change.
@Suite struct KeyTests {
    @Test func everyCommandHasTheKeysThatAreRecorded() throws {
        let sample = try SampleDatabase()
        let student = try StudentFixture(.zero)
        let data = ["--data", "streets:1,frames=5"]
        let commands: [(name: String, arguments: [String])] = [
            ("ls", ["ls", "--db", sample.path]),
            ("show", ["show", "one", "--db", sample.path]),
            ("compare", ["compare", "one", "two", "--db", sample.path]),
            ("watch", ["watch", "one", "--db", sample.path]),
            ("plot", ["plot", "one", "--db", sample.path]),
            ("profile", ["profile", "--space", "\(Tool.root)/searchspaces/ddrnet.json", "--budget", "2GFLOPs"]),
            ("verify", ["verify", student.specPath]),
            ("evaluate", ["evaluate", student.specPath] + data),
            ("run", ["run", student.specPath] + data),
        ]
        for (name, arguments) in commands { try check(name, arguments) }
    }

    /// The main job, from a search on.
    @Test func theMainJobHasTheKeysThatAreRecorded() throws {
        let folder = try TemporaryFolder()
        let teacher = try StudentFixture(.zero)
        let space = try folder.write(
            """
            {"format": "deltanas.space/1", "name": "small", "teacher": {"architecture": "ddrnet-23-slim", "classes": 11},
             "input": "64x64", "keyframeInterval": 4, "data": "streets:3,frames=9",
             "sites": [{"match": "*", "candidates": ["zero", {"kind": "lowrank", "ranks": ["C/4"]}, "teacher"]}]}
            """, to: "space.json")
        let database = ["--db", folder.file("d.sqlite")]
        let student = folder.file("student")
        try check(
            "search",
            [
                "search", "--space", space, "--teacher", teacher.teacherPath, "--budget", "60%", "--strategy", "solve",
            ] + database)
        try check("derive", ["derive", "-o", student] + database)
        try check(
            "finetune",
            ["finetune", student + "/student.json", "--data", "streets:3,frames=9", "--steps", "1", "-o", folder.file("tuned")]
                + database)
        try check("pareto", ["pareto", "--points", "2", "--baseline", "solve", "-o", folder.file("front")] + database)
        try check("damages", ["damages", "--networks", "3"] + database)
    }

    private func check(_ name: String, _ arguments: [String]) throws {
        let json = try Tool.run(arguments + ["--format", "json"])
        #expect(json.code == 0, "\(name): \(json.errors)")
        let csv = try Tool.run(arguments + ["--format", "csv"])
        #expect(csv.code == 0, "\(name): \(csv.errors)")
        var keys: [String] = []
        Self.collect(try JSONParser.parse(json.output, file: name), "", &keys)
        let head = csv.output.prefix { $0 != "\n" }
        try check("json\n" + keys.map { "  \($0)\n" }.joined() + "csv\n  \(head)\n", name)
        // Nothing that steers a terminal.
        #expect(!json.output.contains("\u{1B}") && !csv.output.contains("\u{1B}"))
    }

    /// Keys in the order in which they first occur; `[]` stands for any element of an array.
    private static func collect(_ value: JSONValue, _ path: String, _ keys: inout [String]) {
        switch value.content {
        case .object(let members):
            for member in members {
                let key = path.isEmpty ? member.key : "\(path).\(member.key)"
                if !keys.contains(key) { keys.append(key) }
                collect(member.value, key, &keys)
            }
        case .array(let elements): for element in elements { collect(element, path + "[]", &keys) }
        default: break
        }
    }

    private func check(_ text: String, _ name: String) throws {
        let path = Tool.root + "/Tests/CommandTests/Keys/\(name).txt"
        if ProcessInfo.processInfo.environment["DELTANAS_RECORD"] != nil {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
        }
        let recorded = try? String(contentsOfFile: path, encoding: .utf8)
        #expect(text == recorded, "deltanas \(name) prints other keys than Keys/\(name).txt says")
    }
}
