internal import Foundation
internal import GRDB
internal import StudentSpace

extension ExperimentDatabase {
    /// Checks that say more than SQLite's "unable to open database file".
    static func checkFile(at path: String, mode: Mode) throws {
        // SQLite would keep these in memory.
        guard !path.isEmpty, path != ":memory:" else {
            throw StoreError.cannotOpen(path: "'\(path)'", detail: "it names no file")
        }
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        if exists, isFolder.boolValue { throw StoreError.isFolder(path: path) }
        // SQLite would wait for whoever writes into a pipe.
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            throw StoreError.notARegularFile(path: path)
        }

        let folder = DocumentFile.folder(of: path)
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
            throw StoreError.missingFolder(path: path, folder: folder)
        }
        if exists, access(path, R_OK) != 0 { throw StoreError.unreadableFile(path: path) }
        switch mode {
        case .readOnly:
            guard exists else { throw StoreError.missingFile(path: path) }
        case .readWrite:
            if access(folder, W_OK) != 0 { throw StoreError.folderNotWritable(path: path, folder: folder) }
            if exists, access(path, W_OK) != 0 { throw StoreError.readOnlyFile(path: path) }
        }
    }

    /// Opens, migrates and sets the journal mode, and does so again while another process is doing the same: some
    /// steps of SQLite's report a busy database without waiting first.
    static func open(
        _ path: String, mode: Mode, patience: Double
    ) throws -> Opened {
        let deadline = Date().addingTimeInterval(patience)
        var pause = 0.002
        let isNew = mode == .readWrite && access(path, F_OK) != 0
        while true {
            do {
                return try connect(path, mode: mode, patience: patience)
            } catch let error as DatabaseError {
                let failure = StoreError(error, path: path, waitedSeconds: patience)
                guard case .locked = failure, Date() < deadline else {
                    if isNew { removeEmptyFile(at: path, after: failure) }
                    throw Self.explained(failure, mode: mode)
                }
                Thread.sleep(forTimeInterval: pause)
                pause = min(2 * pause, 0.1)
            }
        }
    }

    struct Opened {
        var connection: any DatabaseWriter
        var snapshot: MigratedSnapshot?
        var warnings: [StoreWarning]
    }

    private static func connect(_ path: String, mode: Mode, patience: Double) throws -> Opened {
        var configuration = Configuration()
        configuration.readonly = mode == .readOnly
        configuration.busyMode = .timeout(patience)
        let queue = try DatabaseQueue(path: location(of: path, mode: mode), configuration: configuration)
        switch mode {
        case .readOnly:
            let schema = try queue.read { try Schema($0) }
            try schema.check(path: path)
            if schema.version == 0 { throw StoreError.emptyDatabase(path: path) }
            let snapshot =
                schema.version < Migration.all.count ? try MigratedSnapshot(of: queue, path: path) : nil
            return Opened(connection: queue, snapshot: snapshot, warnings: [])
        case .readWrite:
            let warnings = try queue.writeWithoutTransaction { db in
                let migrated = try Schema.migrate(db, path: path) { version in
                    try DatabaseCopy.beforeMigration(of: path, version: version)
                }
                return try migrated + setJournalMode(db, path: path)
            }
            return Opened(connection: queue, warnings: warnings)
        }
    }

    /// Where there was no room for a new database, its empty file goes again.
    private static func removeEmptyFile(at path: String, after failure: StoreError) {
        switch failure {
        case .diskFull, .inputOutput: break
        default: return
        }
        var status = stat()
        guard stat(path, &status) == 0, status.st_size == 0 else { return }
        for suffix in ["", "-journal", "-wal", "-shm"] { unlink(path + suffix) }
    }

    /// A reader of a write-ahead log creates files beside it. Where it cannot, nobody is writing unless the log is there:
    /// then the file is read as one that does not change.
    static func location(of path: String, mode: Mode) -> String {
        let isAtRest =
            mode == .readOnly && access(DocumentFile.folder(of: path), W_OK) != 0
            && !FileManager.default.fileExists(atPath: path + "-wal")
        let absolute = URL(fileURLWithPath: path)
        return isAtRest ? absolute.absoluteString + "?immutable=1" : path
    }

    /// A write-ahead log on a local disk, a rollback journal elsewhere.
    private static func setJournalMode(_ db: Database, path: String) throws -> [StoreWarning] {
        if case .network(let kind) = FileSystemKind(folder: DocumentFile.folder(of: path)) {
            try db.execute(sql: "PRAGMA journal_mode = DELETE")
            return [.networkFileSystem(path: path, kind: kind)]
        }
        let journalMode = try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL") ?? "unknown"
        guard journalMode == "wal" else {
            return [.writeAheadLogUnavailable(path: path, journalMode: journalMode)]
        }
        // A crash of the machine may lose the last rows, never the file, nor a checkpoint's row (``writeDurably(_:)``); and the
        // log stays small beside the checkpoints of a small disk: 1 MB of 4096-byte pages.
        try db.execute(
            sql: "PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 250; PRAGMA journal_size_limit = 1048576")
        return []
    }

    /// A new file that SQLite cannot create is a matter of its folder.
    private static func explained(_ error: StoreError, mode: Mode) -> StoreError {
        guard case .cannotOpen(let path, _) = error, mode == .readWrite,
            !FileManager.default.fileExists(atPath: path)
        else { return error }
        return .folderNotWritable(path: path, folder: DocumentFile.folder(of: path))
    }

}
