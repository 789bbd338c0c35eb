import Foundation
import GRDB
import Testing

@testable import ExperimentStore

/// Backups, files of other versions, and what is said of a file.
@Suite struct CareTests {
    let folder: TemporaryFolder
    let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.file("deltanas.sqlite")
    }

    /// How many migrations the version before leases had.
    private let older = Migration.all.prefix { $0.name != "trial leases" }.count

    /// A file of the version before leases, with a running trial of two steps.
    private func writeOlderFile() throws -> DatabaseQueue {
        let older = Array(Migration.all.prefix(older))
        var configuration = Configuration()
        configuration.journalMode = .wal
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        _ = try queue.writeWithoutTransaction { try Schema.migrate($0, path: path, migrations: older) }
        let template = try ExperimentDatabase(path: folder.file("template.sqlite"))
        _ = try template.createSample()
        try queue.writeWithoutTransaction { db in
            try db.execute(sql: "ATTACH ? AS template", arguments: [folder.file("template.sqlite")])
            for table in ["experiments", "sites", "candidates"] {
                try db.execute(sql: "INSERT INTO \(table) SELECT * FROM template.\(table)")
            }
            try db.execute(
                sql: """
                    INSERT INTO trials (id, experiment_id, position, seed, status, started_at, step)
                        VALUES (1, 1, 0, 5, 'running', '2026-01-01 00:00:00.000', 2);
                    INSERT INTO metrics VALUES (1, 'loss', 1, 0.5), (1, 'loss', 2, 0.25);
                    INSERT INTO checkpoints VALUES (1, 1, 2, 'file', '\(sampleSha256)', '2026-01-01 00:00:00.000', 1);
                    """)
        }
        return queue
    }

    @Test func aViewerReadsAnOlderFileAndLeavesItAsItIs() throws {
        let queue = try writeOlderFile()
        let viewer = try ExperimentDatabase(path: path, mode: .readOnly)
        let experiment = try viewer.experiment(named: "sample")
        let trial = try #require(try viewer.trials(of: experiment).first)
        #expect(trial.status == .running && trial.seed == 5 && trial.leaseSerial == 0 && trial.owner == nil)
        #expect(try viewer.metrics(of: trial.id).map(\.value) == [0.5, 0.25])
        // Its writer goes on, and is seen.
        try queue.write { try $0.execute(sql: "INSERT INTO metrics VALUES (1, 'loss', 3, 0.125)") }
        #expect(try viewer.metrics(of: trial.id).map(\.value) == [0.5, 0.25, 0.125])
        #expect(try queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") } == older)
        #expect(!FileManager.default.fileExists(atPath: path + ".backup-v\(older)"))
    }

    @Test func rowsAndReferencesOutliveTheMigration() throws {
        try writeOlderFile().close()
        let database = try ExperimentDatabase(path: path)
        let experiment = try database.experiment(named: "sample")
        let trial = try #require(try database.trials(of: experiment).first)
        #expect(try database.lastCheckpoint(of: trial.id)?.path == "file")
        #expect(try database.damages().isEmpty)
        #expect(throws: StoreError.self) {
            try database.record(metrics: [.init(step: 1, name: "loss", value: 1)], of: 77)
        }
        guard case .claimed(let lease, let claimed, _) = try database.claimTrial(of: experiment.id) else {
            Issue.record("not claimed")
            return
        }
        #expect(claimed.step == 2 && lease.serial == 1)
        // References follow the table that took the old one's name.
        try database.write { try $0.execute(sql: "DELETE FROM experiments") }
        #expect(try database.integer("SELECT count(*) FROM metrics") == 0)
    }

    /// Of many openers one migrates, after one copy.
    @Test func manyOpenersMakeOneCopy() async throws {
        try writeOlderFile().close()
        let warnings = try await withThrowingTaskGroup(of: [StoreWarning].self) { group in
            for _ in 0..<8 { group.addTask { [path] in try ExperimentDatabase(path: path).warnings } }
            return try await group.reduce(into: [StoreWarning]()) { $0 += $1 }
        }
        #expect(warnings.count == 1)
        let backups = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.contains("backup") }
        #expect(backups == ["deltanas.sqlite.backup-v\(older)"])
        // The copy is a database of its version: it can be put back.
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.copyItem(atPath: folder.file(backups[0]), toPath: path)
        for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
        #expect(try ExperimentDatabase(path: path).experiments().count == 1)
        #expect(FileManager.default.fileExists(atPath: folder.file(backups[0] + "-2")))
    }

    @Test func aCopyOfAFileInUse() throws {
        let writer = try ExperimentDatabase(path: path)
        _ = try writer.createSample()
        let target = folder.file("copy.sqlite")
        let reader = try ExperimentDatabase(path: path, mode: .readOnly)
        try writer.connection.write { db in
            try db.execute(sql: "UPDATE experiments SET host = 'half done'")
            try reader.backUp(to: target)
        }
        let copy = try ExperimentDatabase(path: target, mode: .readOnly)
        #expect(try copy.experiments().map(\.provenance.host) == ["machine"])
        #expect(throws: StoreError.fileExists(path: target)) { try reader.backUp(to: target) }
        let missing = folder.file("no/copy.sqlite")
        #expect(throws: StoreError.missingTargetFolder(path: missing, folder: folder.file("no"))) {
            try reader.backUp(to: missing)
        }
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".tmp") }.isEmpty)
    }

    /// A look leaves no files behind, unless somebody else needs them.
    @Test func lookingLeavesNothing() throws {
        func make() throws { _ = try ExperimentDatabase(path: path).createSample() }
        try make()
        func look() throws -> Int {
            try ExperimentDatabase.leavingNothing(at: path) {
                _ = try DatabaseInfo(path: path)
                return try ExperimentDatabase(path: path, mode: .readOnly).experiments().count
            }
        }
        #expect(try look() == 1)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["deltanas.sqlite"])
        let writer = try ExperimentDatabase(path: path)
        _ = try writer.createSample(.exactly("other"))
        #expect(try look() == 2)
        #expect(FileManager.default.fileExists(atPath: path + "-wal"))
        _ = try writer.createSample(.exactly("third"))
        #expect(try look() == 3)
    }

    @Test func whatAFileIs() throws {
        let database = try ExperimentDatabase(path: path)
        _ = try database.createSample()
        try database.backUp(to: path + ".backup-mine")
        let info = try DatabaseInfo(path: path)
        #expect(info.schema == Migration.all.count && info.supportedSchema == info.schema)
        #expect(info.journalMode == "wal" && info.pages > 10 && info.bytes + info.logBytes > 0)
        #expect(info.tables.first { $0.name == "experiments" }?.rows == 1)
        #expect(info.tables.first { $0.name == "candidates" }?.rows == 5)
        #expect(info.backups == ["deltanas.sqlite.backup-mine"])
        try database.write { try $0.execute(sql: "PRAGMA user_version = 99") }
        #expect(try DatabaseInfo(path: path).schema == 99)
        #expect(throws: StoreError.missingFile(path: folder.file("x"))) { try DatabaseInfo(path: folder.file("x")) }
    }

    @Test func damageIsFound() throws {
        let database = try ExperimentDatabase(path: path)
        let trial = try database.startTrial(of: database.createSample(), seed: 1)
        #expect(try database.damages().isEmpty)
        try database.connection.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA foreign_keys = OFF")
            try db.execute(sql: "DELETE FROM trials WHERE id = ?", arguments: [trial.id])
            try db.execute(sql: "INSERT INTO metrics VALUES (?, 'loss', 1, 0.5)", arguments: [trial.id])
        }
        #expect(try database.damages().count == 1)
    }
}
