import Foundation
import GRDB
import Testing

@testable import ExperimentStore

@Suite struct OpeningTests {
    let folder: TemporaryFolder
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.file("deltanas.sqlite")
    }

    @Test func aNewFileIsCreatedAndMarked() throws {
        let database = try ExperimentDatabase(path: path)
        #expect(database.warnings.isEmpty)
        #expect(try database.integer("PRAGMA application_id") == 0x644E_4153)
        #expect(try database.integer("PRAGMA user_version") == Migration.all.count)
        #expect(try database.column("PRAGMA journal_mode") == ["wal"])
        #expect(try database.integer("PRAGMA foreign_keys") == 1)
        #expect(try database.column("SELECT name FROM migrations ORDER BY rowid") == Migration.all.map(\.name))
    }

    @Test func everyTableIsStrict() throws {
        let database = try ExperimentDatabase(path: path)
        let loose = try database.column(
            "SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'")
        #expect(loose.isEmpty)
        #expect(try database.integer("SELECT count(*) FROM pragma_table_list WHERE strict = 1") == 17)
    }

    @Test func openingAgainChangesNothing() throws {
        let first = try ExperimentDatabase(path: path)
        let created = try first.createSample()
        let second = try ExperimentDatabase(path: path)
        #expect(try second.experiments() == [created])
        #expect(try second.integer("SELECT count(*) FROM migrations") == Migration.all.count)
    }

    @Test func anEmptyFileIsTakenAsNew() throws {
        try Data().write(to: URL(fileURLWithPath: path))
        #expect(throws: StoreError.emptyDatabase(path: path)) { try ExperimentDatabase(path: path, mode: .readOnly) }
        #expect(try ExperimentDatabase(path: path).experiments().isEmpty)
    }

    @Test(arguments: [ExperimentDatabase.Mode.readWrite, .readOnly])
    func aTextFileIsNoDatabase(mode: ExperimentDatabase.Mode) throws {
        let text = String(repeating: "This is not a database.\n", count: 100)
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        #expect(throws: StoreError.notADatabase(path: path)) { try ExperimentDatabase(path: path, mode: mode) }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
    }

    @Test(arguments: [ExperimentDatabase.Mode.readWrite, .readOnly])
    func aNewerSchemaIsRefused(mode: ExperimentDatabase.Mode) throws {
        try ExperimentDatabase(path: path).write { db in try db.execute(sql: "PRAGMA user_version = 99") }
        let error = StoreError.newerSchema(path: path, found: 99, supported: Migration.all.count)
        #expect(throws: error) { try ExperimentDatabase(path: path, mode: mode) }
    }

    @Test func anotherApplicationsDatabaseIsRefused() throws {
        let other = try DatabaseQueue(path: path)
        try other.write { db in try db.execute(sql: "CREATE TABLE customers (name TEXT)") }
        try other.close()
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(throws: StoreError.otherApplication(path: path, applicationID: 0)) {
            try ExperimentDatabase(path: path)
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    }

    @Test func aDamagedFileIsCorrupt() throws {
        do {
            let database = try ExperimentDatabase(path: path)
            for index in 0..<50 { _ = try database.createSample(.exactly("experiment \(index)")) }
            try database.connection.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
        }
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        for index in 4096..<bytes.count { bytes[index] = 0xA5 }
        try bytes.write(to: URL(fileURLWithPath: path))
        let error = #expect(throws: StoreError.self) {
            try ExperimentDatabase(path: path, mode: .readOnly).experiments()
        }
        guard case .corrupt(path, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func pathsThatCannotHoldADatabase() throws {
        let missing = folder.file("missing/deltanas.sqlite")
        #expect(throws: StoreError.missingFolder(path: missing, folder: folder.file("missing"))) {
            try ExperimentDatabase(path: missing)
        }
        #expect(throws: StoreError.isFolder(path: folder.path)) { try ExperimentDatabase(path: folder.path) }
        #expect(throws: StoreError.missingFile(path: path)) { try ExperimentDatabase(path: path, mode: .readOnly) }
        #expect(!FileManager.default.fileExists(atPath: path))
        // Not even root creates files there.
        #expect(throws: StoreError.folderNotWritable(path: "/proc/deltanas.sqlite", folder: "/proc")) {
            try ExperimentDatabase(path: "/proc/deltanas.sqlite", patience: 0.1)
        }
    }

    @Test(.enabled(if: getuid() != 0, "root may write anywhere"))
    func foldersAndFilesWithoutPermission() throws {
        _ = try ExperimentDatabase(path: path)
        try FileManager.default.setAttributes([.posixPermissions: 0o444], ofItemAtPath: path)
        #expect(throws: StoreError.readOnlyFile(path: path)) { try ExperimentDatabase(path: path) }
        try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.path)
        defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path) }
        #expect(throws: StoreError.folderNotWritable(path: path, folder: folder.path)) {
            try ExperimentDatabase(path: path)
        }
        #expect(try ExperimentDatabase(path: path, mode: .readOnly).experiments().isEmpty)
    }

    @Test func aLockThatStaysIsReported() throws {
        let holder = try ExperimentDatabase(path: path)
        let waiting = try ExperimentDatabase(path: path, patience: 0.05)
        try holder.write { _ in
            _ = #expect(throws: StoreError.locked(path: path, waitedSeconds: 0.05)) { try waiting.createSample() }
        }
        _ = try waiting.createSample()
    }

    @Test func aFailedMigrationLeavesNothingBehind() throws {
        let broken = Migration(name: "broken") { db in
            try db.execute(sql: "CREATE TABLE half_done (id INTEGER) STRICT")
            try db.execute(sql: "INSERT INTO no_such_table VALUES (1)")
        }
        let database = try ExperimentDatabase(path: path)
        #expect(throws: DatabaseError.self) {
            try database.connection.writeWithoutTransaction { db in
                _ = try Schema.migrate(db, path: path, migrations: Migration.all + [broken])
            }
        }
        #expect(try database.integer("PRAGMA user_version") == Migration.all.count)
        #expect(try database.integer("PRAGMA foreign_keys") == 1)
        #expect(try database.column("SELECT name FROM sqlite_master WHERE name = 'half_done'").isEmpty)
    }

    /// A file of the first release keeps its rows, as they were in a copy too, and takes new ones.
    @Test func aFileOfTheFirstSchemaIsBroughtUpToDate() throws {
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { _ = try Schema.migrate($0, path: path, migrations: [.firstSchema]) }
        try queue.close()
        let backup = path + ".backup-v1"
        let database = try ExperimentDatabase(path: path)
        #expect(
            database.warnings == [
                .broughtUpToDate(path: path, found: 1, supported: Migration.all.count, backup: backup)
            ])
        let copy = try DatabaseQueue(path: backup)
        #expect(try copy.read { try Int.fetchOne($0, sql: "PRAGMA user_version") } == 1)
        #expect(try copy.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM trials") } == 0)
        #expect(try ExperimentDatabase(path: path).warnings.isEmpty)
        let trial = try database.startTrial(of: database.createSample(), seed: 1)
        try database.record(measurements: [.sample(step: 3, position: 0)], step: 3, of: trial.id)
        #expect(try database.measurements(of: trial.id).count == 1)
    }

    @Test func aLaterMigrationRunsOnce() throws {
        let later = Migration(name: "later") { db in try db.execute(sql: "ALTER TABLE trials ADD COLUMN owner TEXT") }
        let database = try ExperimentDatabase(path: path)
        let created = try database.createSample()
        for _ in 0..<2 {
            try database.connection.writeWithoutTransaction { db in
                _ = try Schema.migrate(db, path: path, migrations: Migration.all + [later])
            }
        }
        #expect(try database.experiments() == [created])
        #expect(try database.column("SELECT name FROM migrations ORDER BY rowid").last == "later")
        let error = StoreError.newerSchema(path: path, found: Migration.all.count + 1, supported: Migration.all.count)
        #expect(throws: error) { try ExperimentDatabase(path: path) }
    }
}
