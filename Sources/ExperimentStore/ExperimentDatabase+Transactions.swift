internal import GRDB

extension ExperimentDatabase {
    /// Runs `body` in one immediate transaction.
    func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
        precondition(mode == .readWrite, "a database opened for reading is not written")
        return try translatingErrors { try connection.write(body) }
    }

    /// Runs `body` on one consistent state of the file.
    func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try translatingErrors { try connection.read(body) }
    }

    private func translatingErrors<Value>(_ body: () throws -> Value) throws -> Value {
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
