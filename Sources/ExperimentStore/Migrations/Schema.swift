internal import Foundation
internal import GRDB

/// The marks that say whose file this is and how new: `application_id`, `user_version` and the names of the
/// migrations it has seen.
struct Schema: Sendable {
    /// "dNAS" in ASCII.
    static let applicationID: Int32 = 0x644E_4153

    let applicationID: Int32
    /// How many migrations the file has seen.
    let version: Int
    let isEmpty: Bool

    /// One statement, and so one state of the file: read one by one, the marks may straddle another process's migration.
    init(_ db: Database) throws {
        let row = try Row.fetchOne(
            db,
            sql: """
                SELECT application_id, user_version, (SELECT count(*) FROM sqlite_master) AS objects
                FROM pragma_application_id, pragma_user_version
                """)
        guard let row else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "no application_id and no user_version")
        }
        applicationID = try row.value("application_id")
        version = try row.value("user_version")
        let objects: Int = try row.value("objects")
        isEmpty = objects == 0
    }

    /// Throws unless the file is new, or ours and no newer than `migrations`.
    func check(path: String, migrations: [Migration] = Migration.all) throws {
        if isEmpty, applicationID == 0, version == 0 { return }
        guard applicationID == Self.applicationID else {
            throw StoreError.otherApplication(path: path, applicationID: Int(applicationID))
        }
        guard version >= 0 else {
            throw StoreError.corrupt(path: path, detail: "a schema of \(version) migrations")
        }
        guard version <= migrations.count else {
            throw StoreError.newerSchema(path: path, found: version, supported: migrations.count)
        }
    }

    /// Brings the file up to date, in one immediate transaction: of many processes that open a new file at once, one
    /// migrates, and the others wait and then find nothing to do.
    ///
    /// - Parameter backUp: copies a file that has been used before, by its version, and says where to. Nobody else writes the
    ///   file between that and the commit.
    static func migrate(
        _ db: Database, path: String, migrations: [Migration] = Migration.all,
        backUp: (Int) throws -> String? = { _ in nil }
    ) throws -> [StoreWarning] {
        let schema = try Schema(db)
        try schema.check(path: path, migrations: migrations)
        guard schema.version < migrations.count else { return [] }
        var warnings: [StoreWarning] = []

        try db.execute(sql: "PRAGMA foreign_keys = OFF")
        defer { try? db.execute(sql: "PRAGMA foreign_keys = ON") }
        try db.inTransaction(.immediate) {
            let schema = try Schema(db)
            try schema.check(path: path, migrations: migrations)
            guard schema.version < migrations.count else { return .rollback }
            if schema.version > 0, let backup = try backUp(schema.version) {
                warnings.append(
                    .broughtUpToDate(
                        path: path, found: schema.version, supported: migrations.count, backup: backup))
            }
            try run(migrations, after: schema.version, in: db)
            return .commit
        }
        return warnings
    }

    private static func run(_ migrations: [Migration], after version: Int, in db: Database) throws {
        if version == 0 {
            try db.execute(sql: "PRAGMA application_id = \(applicationID)")
            try db.execute(
                sql: "CREATE TABLE migrations (name TEXT NOT NULL PRIMARY KEY, applied_at TEXT NOT NULL) STRICT")
        }
        for migration in migrations[version...] {
            try migration.apply(db)
            try db.execute(
                sql: "INSERT INTO migrations (name, applied_at) VALUES (?, ?)", arguments: [migration.name, Date()])
        }
        try db.checkForeignKeys()
        try db.execute(sql: "PRAGMA user_version = \(migrations.count)")
    }
}
