internal import GRDB

extension ExperimentDatabase {
    /// Runs `body` in one immediate transaction.
    func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
        precondition(mode == .readWrite, "a database opened for reading is not written")
        return try translating {
            try connection.write { db in
                if let lease { try require(lease, in: db) }
                return try body(db)
            }
        }
    }

    /// ``write(_:)`` whose rows, and all that were written before, are on the disk when it returns: what may be deleted
    /// because of them is not missed by a machine that goes down. Other transactions are synced when the log is copied back.
    func writeDurably<Value>(_ body: (Database) throws -> Value) throws -> Value {
        precondition(mode == .readWrite, "a database opened for reading is not written")
        return try translating {
            try connection.writeWithoutTransaction { db in
                let usual = try Int.fetchOne(db, sql: "PRAGMA synchronous") ?? 2
                try db.execute(sql: "PRAGMA synchronous = FULL")
                defer { try? db.execute(sql: "PRAGMA synchronous = \(usual)") }
                var value: Value?
                try db.inTransaction(.immediate) {
                    if let lease { try require(lease, in: db) }
                    value = try body(db)
                    return .commit
                }
                guard let value else { preconditionFailure("a transaction that was committed has run") }
                return value
            }
        }
    }

    /// Runs `body` on one consistent state of the file.
    func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try translating {
            let reader: any DatabaseReader = try snapshot?.current() ?? connection
            return try reader.read(body)
        }
    }

    func translating<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw StoreError(error, path: path, waitedSeconds: patience)
        } catch let error as StoreError {
            throw error
        } catch {
            throw StoreError.corrupt(path: path, detail: "\(error)")
        }
    }
}
