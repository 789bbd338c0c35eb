import ExperimentStore
import Foundation
import StudentSpace
import Testing

/// `db info`, `db check` and `db backup`, as a user runs them.
@Suite struct DatabaseCommandTests {
    @Test func infoCheckAndBackup() throws {
        let sample = try SampleDatabase()
        let database = ["--db", sample.path]
        let info = try Tool.run(["db", "info"] + database)
        #expect(info.code == 0 && info.output.contains("journal") && info.output.contains("experiments"))
        let json = try Tool.run(["db", "info", "--format", "json"] + database)
        guard case .object(let members) = try JSONParser.parse(json.output, file: "info").content else {
            Issue.record("\(json.output)")
            return
        }
        #expect(members.map(\.key).contains("schema") && members.map(\.key).contains("rows"))
        let check = try Tool.run(["db", "check"] + database)
        #expect(check.code == 0 && check.output.contains("is sound"), "\(check.errors)")

        let nowhere = try Tool.run(["db", "backup", "-o", sample.folder.file("no/copy.sqlite")] + database)
        #expect(nowhere.code == 2 && nowhere.errors.contains("-o") && !nowhere.errors.contains("--db"))
        let target = sample.folder.file("copy.sqlite")
        let backup = try Tool.run(["db", "backup", "-o", target] + database)
        #expect(backup.code == 0 && backup.output == target + "\n", "\(backup.errors)")
        let listed = try Tool.run(["ls", "--db", target])
        #expect(listed.code == 0 && listed.output.contains("two"))
        #expect(try Tool.run(["db", "backup", "-o", target] + database).code == 2)
        let named = try Tool.run(["db", "backup"] + database)
        #expect(named.code == 0 && named.output.hasPrefix(sample.path + ".backup-20"))
        #expect(try Tool.run(["db", "info"] + database).output.contains("d.sqlite.backup-20"))
    }

    @Test func whatIsDamagedHasAnExitCode() throws {
        let sample = try SampleDatabase()
        _ = try sample.database.recordCheckpoint(
            of: sample.trials[0].id, step: 40, path: "x-1/gone.safetensors", sha256: String(repeating: "ab", count: 32))
        let gone = try Tool.run(["db", "check", "--format", "csv", "--db", sample.path])
        #expect(gone.code == 5 && gone.output.contains("checkpoint,one,") && gone.output.contains("is gone"))
        #expect(gone.errorLines.count == 1)
        let missing = try Tool.run(["db", "info", "--db", sample.folder.file("none")])
        #expect(missing.code == 6 && missing.errorLines.count == 1)
        let text = try sample.folder.write("no database, but long enough to be looked at as one", to: "text")
        #expect(try Tool.run(["db", "check", "--db", text]).code == 6)
    }
}
