internal import Foundation
internal import GRDB
internal import StudentSpace

/// Copies of a database as it stands, whoever writes it meanwhile: by SQLite's online backup, into a temporary file beside
/// the target, synced, then renamed.
enum DatabaseCopy {
    /// A copy beside the file, named after the schema that it has: `DATABASE.backup-v6`, with a number behind it where
    /// there is one already.
    ///
    /// - Returns: its path.
    /// - Throws: `StoreError` of the copy.
    static func beforeMigration(of path: String, version: Int) throws -> String {
        let base = "\(path).backup-v\(version)"
        var target = base
        var number = 1
        while access(target, F_OK) == 0 {
            number += 1
            target = "\(base)-\(number)"
        }
        var configuration = Configuration()
        configuration.readonly = true
        try write(DatabaseQueue(path: path, configuration: configuration), to: target)
        return target
    }

    /// - Throws: `StoreError` of the copy.
    static func write(_ source: any DatabaseReader, to target: String) throws {
        let temporary = target + ".\(String(UInt64.random(in: 0 ... .max), radix: 36)).tmp"
        do {
            try copy(source, to: temporary)
            try sync(temporary)
            guard rename(temporary, target) == 0 else { throw failure("rename", target) }
            // Some file systems cannot flush a folder.
            try? sync(DocumentFile.folder(of: target))
        } catch {
            for suffix in ["", "-journal", "-wal", "-shm"] { unlink(temporary + suffix) }
            guard let error = error as? DatabaseError else { throw error }
            throw StoreError(error, path: target, waitedSeconds: 0)
        }
    }

    private static func copy(_ source: any DatabaseReader, to path: String) throws {
        let target = try DatabaseQueue(path: path)
        // Nobody knows of the file yet: it is synced once, when it is whole.
        try target.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = OFF") }
        try source.backup(to: target)
        // One file that can be read wherever it is taken.
        try target.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
        try target.close()
    }

    private static func sync(_ path: String) throws {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw failure("open", path) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw failure("fsync", path) }
    }

    private static func failure(_ call: String, _ path: String) -> StoreError {
        errno == ENOSPC || errno == EDQUOT
            ? .diskFull(path: path)
            : .inputOutput(path: path, code: Int(errno), detail: "\(call): \(String(cString: strerror(errno)))")
    }
}
