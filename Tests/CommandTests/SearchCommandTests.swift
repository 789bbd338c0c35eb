import Foundation
import StudentSpace
import Testing

/// A search from its start to a verified student, through the built command, with all that may come between.
@Suite struct SearchCommandTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private var database: [String] { ["--db", folder.file("d.sqlite")] }

    private func search(_ more: [String] = []) throws -> [String] { try SmallSearch(folder: folder).arguments(more) }

    private func expect(
        _ arguments: [String], exits code: Int32, saying words: String...,
        at location: SourceLocation = #_sourceLocation
    ) throws {
        let result = try Tool.run(arguments)
        #expect(result.code == code, "\(result.errors)", sourceLocation: location)
        if code != 0 { #expect(result.errorLines.count == 1, "\(result.errors)", sourceLocation: location) }
        for word in words {
            let text = result.output + result.errors
            #expect(text.contains(word), "'\(word)' is not in: \(text)", sourceLocation: location)
        }
    }

    /// SIGKILL leaves a trial that still says it runs, SIGINT and SIGTERM one that says it was interrupted.
    @Test(arguments: [SIGINT, SIGTERM, SIGKILL])
    func stoppedAndResumed(_ signal: Int32) throws {
        let stopped = try Tool.run(search(), signal: (signal, "delta statistics:"))
        #expect(stopped.code == 128 + signal, "\(stopped.errors)")
        #expect(stopped.output.isEmpty)
        let hint = "resume mine --db \(folder.file("d.sqlite"))"
        #expect(stopped.errorLines.filter { $0.hasSuffix(hint) }.count == (signal == SIGKILL ? 0 : 1))
        // Nobody runs it any more, whatever its row says.
        try expect(["ls"] + database, exits: 0, saying: "interrupted")
        try expect(["show"] + database, exits: 0, saying: "mine, interrupted")
        try expect(["derive"] + database, exits: 2, saying: "has not come to its end", hint)
        try expect(search(), exits: 2, saying: "--experiment mine-2")

        try expect(["resume"] + database, exits: 0, saying: "strategy gumbel: 2 steps", "held-back frames", "next: ")
        try expect(["resume", "mine"] + database, exits: 2, saying: "has come to its end", "derive mine --db")
        let student = folder.file("student")
        try expect(
            ["derive", "mine", "-o", student] + database, exits: 0, saying: "fitted on them too", "evaluate \(student)")
        try expect(["verify", student + "/student.json"], exits: 0)
        try expect(["ls", "--format", "csv"] + database, exits: 0, saying: "mine,finished")
        try expect(["show"] + database, exits: 0, saying: "held-back", "the choice, its weights settled")
    }

    /// A first Ctrl-C waits for a place to stop at, a second one does not.
    @Test func twiceInterruptedEndsAtOnce() throws {
        let arguments = try search(["--input", "256x512", "--jobs", "1"])
        let result = try Tool.run(arguments, signal: (SIGINT, "strategy gumbel"), times: 2)
        #expect(result.code == 130)
        // On a busy machine the run may find its place to stop before the second signal comes; then it says how to go on.
        let stopped = result.errorLines
        #expect(stopped.isEmpty || (stopped.count == 1 && stopped[0].contains("go on with: ")), "\(result.errors)")
    }

    @Test func derivingForManyBudgets() throws {
        try expect(
            search(["--strategy", "solve"]), exits: 0, saying: "held-back frames", "fitted anew", "derive mine --db")
        let derive = ["derive"] + database + ["-o", folder.file("students")]
        try expect(derive + ["--budget", "20%,1MACs", "--budget", "40%"], exits: 3, saying: "1MACs cannot be met")
        try expect(derive + ["--budget", "20%,"], exits: 2, saying: "--budget")
        #expect(!FileManager.default.fileExists(atPath: folder.file("students")))
        try expect(derive + ["--budget", "20%, 12 MMACs", "--budget", "40%"], exits: 0)
        for name in ["20%", "12MMACs", "40%"] {
            try expect(["verify", folder.file("students/\(name)/student.json")], exits: 0)
        }
        try expect(
            derive + ["--budget", "60%", "--budget-scope", "amortised", "-o", folder.file("one")], exits: 0,
            saying: "60% per amortised")
        try expect(["derive", "-o", ""] + database, exits: 2, saying: "--output")
        try expect(["derive", "-o", folder.file("space.json")] + database, exits: 2, saying: "Not a directory")
    }

    @Test(arguments: ["derive", "resume"])
    func withoutADatabaseOrAnExperiment(_ command: String) throws {
        let before = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        try expect([command] + database, exits: 6, saying: "no such database")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == before)
        let text = try folder.write("a text that is long enough to be looked at as a database", to: "text")
        try expect([command, "--db", text], exits: 6, saying: "no SQLite database")
        _ = try Tool.run(search(), signal: (SIGKILL, "strategy"))
        try expect([command, "mines"] + database, exits: 2, saying: "did you mean mine?")
    }
}
