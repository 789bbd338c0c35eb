import Foundation
import Testing

/// `search --dry-run`: what it says, and that it refuses what a search refuses.
@Suite struct DryRunTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func run(_ more: [String] = [], database: String = "d.sqlite") throws -> Tool.Result {
        try Tool.run(SmallSearch(folder: folder).arguments(["--dry-run"] + more, database: database))
    }

    @Test func itSaysWhatATrialTakesAndWritesNothing() throws {
        for strategy in ["gumbel", "solve"] {
            let result = try run(["--strategy", strategy, "--seeds", "3", "--format", "json"])
            #expect(result.code == 0, "\(result.errors)")
            let said = try #require(
                try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
            #expect(try #require(said["seconds"] as? Double) > 0)
            #expect(said["seconds_by"] as? String == "rehearsed" && said["trials"] as? Int == 3)
        }
        let text = try run()
        #expect(text.output.contains("an estimate") && text.output.contains("was written"), "\(text.output)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["space.json"])
    }

    @Test func aFolderThatIsNotThere() throws {
        let result = try run(database: "no/d.sqlite")
        #expect(result.code == 6 && result.errors.contains("there is no folder"), "\(result.errors)")
    }

    @Test func aNameThatIsTaken() throws {
        _ = try Tool.run(SmallSearch(folder: folder).arguments(), signal: (SIGKILL, "strategy"))
        let result = try run()
        #expect(result.code == 2 && result.errors.contains("--experiment mine-2"), "\(result.errors)")
        #expect(try run(["--experiment", "other"]).code == 0)
    }

    @Test func aFileThatIsNoDatabaseAndOneInTheRunsPlace() throws {
        try folder.write("a text that is long enough to be looked at as a database", to: "text")
        #expect(try run(database: "text").code == 6)
        try folder.write("no folder", to: "d.runs")
        let result = try run()
        #expect(result.code == 2 && result.errors.contains("d.runs"), "\(result.errors)")
    }
}
