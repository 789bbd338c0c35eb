import GRDB
import Testing

@testable import ExperimentStore

@Suite struct DurabilityTests {
    /// The row of a checkpoint is on the disk before the file that it supersedes may go; other rows need not be.
    @Test func onlyRowsThatFilesGoByAreSynced() throws {
        let folder = try TemporaryFolder()
        let database = try ExperimentDatabase(path: folder.file("d.sqlite"))
        func level() throws -> Int? { try database.write { try Int.fetchOne($0, sql: "PRAGMA synchronous") } }
        #expect(try level() == 1)
        let within = try database.writeDurably { try Int.fetchOne($0, sql: "PRAGMA synchronous") }
        #expect(within == 2)
        #expect(try level() == 1)
        #expect(throws: StoreError.self) {
            try database.writeDurably { _ in throw DatabaseError(resultCode: .SQLITE_FULL) }
        }
        #expect(try level() == 1)
    }
}
