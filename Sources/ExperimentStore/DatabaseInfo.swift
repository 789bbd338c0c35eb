internal import Foundation
internal import GRDB
internal import StudentSpace

/// What a database file is and holds, whatever version of the tool has written it.
public struct DatabaseInfo: Sendable, Hashable {
    public struct TableSize: Sendable, Hashable {
        public var name: String
        public var rows: Int
    }

    public var path: String
    public var bytes: Int
    /// Of the write-ahead log beside it.
    public var logBytes: Int
    /// How many migrations the file has seen, and how many this version knows.
    public var schema: Int
    public var supportedSchema: Int
    public var journalMode: String
    public var pageSize: Int
    public var pages: Int
    /// Pages that nothing is on: room for what comes.
    public var freePages: Int
    /// The kind of file system where it is shared between machines; nil on a local one.
    public var networkFileSystem: String?
    public var sqlite: String
    /// By name.
    public var tables: [TableSize]
    /// Copies beside it that were made before migrations or by hand.
    public var backups: [String]

    /// - Throws: `StoreError`; not for a schema that is newer than this version.
    public init(path: String) throws {
        try ExperimentDatabase.checkFile(at: path, mode: .readOnly)
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        do {
            let queue = try DatabaseQueue(
                path: ExperimentDatabase.location(of: path, mode: .readOnly), configuration: configuration)
            self = try queue.read { try DatabaseInfo(path: path, in: $0) }
        } catch let error as DatabaseError {
            throw StoreError(error, path: path, waitedSeconds: 5)
        }
    }

    private init(path: String, in db: Database) throws {
        func number(_ sql: String) throws -> Int { try Int.fetchOne(db, sql: sql) ?? 0 }
        let marks = try Schema(db)
        do {
            try marks.check(path: path)
        } catch StoreError.newerSchema {
            // Counting rows takes no knowledge of what they mean.
        }
        guard !marks.isEmpty else { throw StoreError.emptyDatabase(path: path) }
        self.path = path
        bytes = Self.size(of: path)
        logBytes = Self.size(of: path + "-wal")
        schema = marks.version
        supportedSchema = Migration.all.count
        journalMode = try String.fetchOne(db, sql: "PRAGMA journal_mode") ?? "unknown"
        pageSize = try number("PRAGMA page_size")
        pages = try number("PRAGMA page_count")
        freePages = try number("PRAGMA freelist_count")
        if case .network(let kind) = FileSystemKind(folder: DocumentFile.folder(of: path)) {
            networkFileSystem = kind
        } else {
            networkFileSystem = nil
        }
        sqlite = try String.fetchOne(db, sql: "SELECT sqlite_version()") ?? "unknown"
        let names = try String.fetchAll(
            db, sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
        tables = try names.map { name in
            TableSize(
                name: name,
                rows: try number("SELECT count(*) FROM \"\(name.replacingOccurrences(of: "\"", with: "\"\""))\""))
        }
        let folder = DocumentFile.folder(of: path)
        let prefix = (path as NSString).lastPathComponent + ".backup-"
        backups = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
            .filter { $0.hasPrefix(prefix) && !$0.hasSuffix(".tmp") }.sorted()
    }

    private static func size(of path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }
}
