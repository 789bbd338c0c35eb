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
