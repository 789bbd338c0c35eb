internal import GRDB

extension StoreError {
    /// The error that an SQLite result code stands for.
    init(_ error: DatabaseError, path: String, waitedSeconds: Double) {
        let detail = error.message ?? "result code \(error.extendedResultCode.rawValue)"
        let code = Int(error.extendedResultCode.rawValue)
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL:
            self = .locked(path: path, waitedSeconds: waitedSeconds)
        case .SQLITE_NOTADB: self = .notADatabase(path: path)
        case .SQLITE_CORRUPT, .SQLITE_MISMATCH: self = .corrupt(path: path, detail: detail)
        case .SQLITE_FULL: self = .diskFull(path: path)
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH: self = .readOnlyFile(path: path)
        case .SQLITE_CANTOPEN: self = .cannotOpen(path: path, detail: detail)
        // The log's index has no room to grow.
        case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_SHMSIZE: self = .diskFull(path: path)
        case .SQLITE_IOERR: self = .inputOutput(path: path, code: code, detail: detail)
        case .SQLITE_CONSTRAINT: self = .refused(path: path, detail: detail)
        default: self = .unexpected(path: path, code: code, detail: detail)
        }
    }
}
