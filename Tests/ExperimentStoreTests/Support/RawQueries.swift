import GRDB

@testable import ExperimentStore

extension ExperimentDatabase {
    /// The first column of what a query returns, as text.
    func column(_ sql: String) throws -> [String] {
        try read { db in try String.fetchAll(db, sql: sql) }
    }

    func integer(_ sql: String) throws -> Int? {
        try read { db in try Int.fetchOne(db, sql: sql) }
    }
}
