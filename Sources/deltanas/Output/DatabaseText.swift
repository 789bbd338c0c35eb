import ExperimentStore
import Experiments
import StudentSpace

/// What `db info` and `db check` print.
struct DatabaseText {
    let info: DatabaseInfo

    init(_ info: DatabaseInfo) { self.info = info }

    var table: String {
        let age =
            info.schema == info.supportedSchema
            ? ""
            : info.schema < info.supportedSchema
                ? ", of an older deltanas; this one knows \(info.supportedSchema)"
                : ", of a newer deltanas; this one knows \(info.supportedSchema)"
        var facts = Facts([
            ("database", info.path),
            ("size", "\(bytes(info.bytes))" + (info.logBytes > 0 ? ", and \(bytes(info.logBytes)) of its log" : "")),
            ("free", bytes(info.freePages * info.pageSize)),
            ("schema", "\(info.schema)\(age)"),
            ("journal", info.journalMode + (info.networkFileSystem.map { ", on a file system of kind \($0)" } ?? "")),
            ("SQLite", info.sqlite),
        ])
        for backup in info.backups { facts.add("backup", backup) }
        let rows = Table(
            [.init("table", "table"), .init("rows", "rows", isNumber: true)],
            info.tables.map { [.string($0.name), .integer($0.rows)] })
        return facts.text + "\n" + rows.text
    }

    func document(_ format: OutputFormat) -> String {
        format == .json ? json.text() : Table(document: json).formatted(format)
    }

    private var json: JSONValue {
        .object([
            ("path", .string(info.path)), ("bytes", .integer(info.bytes)), ("log_bytes", .integer(info.logBytes)),
            ("page_size", .integer(info.pageSize)), ("pages", .integer(info.pages)),
            ("free_pages", .integer(info.freePages)), ("schema", .integer(info.schema)),
            ("supported_schema", .integer(info.supportedSchema)), ("journal_mode", .string(info.journalMode)),
            ("network_file_system", .string(info.networkFileSystem)), ("sqlite", .string(info.sqlite)),
            ("rows", .object(info.tables.map { ($0.name, .integer($0.rows)) })),
            ("backups", .array(info.backups.map { .string($0) })),
        ])
    }

    private func bytes(_ count: Int) -> String {
        count < 1 << 20
            ? "\((count + 1023) >> 10) KiB" : "\((count + (1 << 19)) >> 20) MiB"
    }

    /// What is wrong, a finding a row.
    static func findings(_ check: DatabaseCheck, of path: String, _ format: OutputFormat) -> String {
        guard format != .table || !check.isSound else {
            return "\(path) is sound, and so are \(counted(check.checkpoints, "checkpoint"))\n"
        }
        let table = Table(
            [
                .init("kind", "kind"), .init("experiment", "experiment"), .init("path", "file"),
                .init("finding", "finding"),
            ],
            check.findings.map {
                [.string($0.kind.rawValue), .string($0.experiment), .string($0.path), .string($0.text)]
            })
        return table.formatted(format)
    }
}
