import Foundation
import GRDB
import RandomStreams

/// Values that no rule of a database lets in, put there all the same.
enum Rows {
    /// Takes every rule out of a database's tables: types, checks, what must not be null.
    static func loosen(_ path: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.inDatabase { db in
            try db.execute(sql: "PRAGMA journal_mode = DELETE; PRAGMA writable_schema = ON")
            let tables = try Row.fetchAll(db, sql: "SELECT name, sql FROM sqlite_schema WHERE type = 'table'")
            for table in tables {
                guard let name: String = table["name"], var sql: String = table["sql"] else { continue }
                sql = sql.replacing(" STRICT,", with: "").replacing(") STRICT", with: ")")
                for type in ["TEXT", "INTEGER", "REAL"] { sql = sql.replacing("\(type) NOT NULL", with: type) }
                try db.execute(sql: "UPDATE sqlite_schema SET sql = ? WHERE name = ?", arguments: [sql, name])
            }
            try db.execute(sql: "PRAGMA writable_schema = RESET")
        }
        try queue.close()
    }

    /// Takes out of a database what differs from one making to the next: times, and what is left of them in its pages.
    static func settle(_ path: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { db in
            let columns = try Row.fetchAll(
                db,
                sql: """
                    SELECT s.name AS "table", c.name AS "column" FROM sqlite_schema s, pragma_table_info(s.name) c
                    WHERE s.type = 'table' AND (c.name = 'at' OR substr(c.name, -3) = '_at')
                    """)
            for row in columns {
                let (table, column): (String, String) = (row["table"], row["column"])
                try db.execute(
                    sql: "UPDATE \(table) SET \(column) = '2026-01-01 00:00:00.000' WHERE \(column) IS NOT NULL")
            }
            try db.execute(sql: "VACUUM; PRAGMA wal_checkpoint(TRUNCATE)")
        }
        try queue.close()
    }

    static func mutate(_ path: String, _ stream: inout RandomStream) throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.inDatabase { db in
            try db.execute(
                sql: "PRAGMA ignore_check_constraints = ON; PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY")
            let tables = try String.fetchAll(
                db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
            )
            for _ in 0..<stream.count(upTo: 4) {
                let table = stream.one(of: tables)
                let columns = try String.fetchAll(db, sql: "SELECT name FROM pragma_table_info(?)", arguments: [table])
                guard !columns.isEmpty else { continue }
                // A statement that an index refuses is none.
                let sql = statement(table, stream.one(of: columns), stream.one(of: columns), &stream)
                let arguments = sql.contains("?") ? StatementArguments([value(&stream)]) : StatementArguments()
                try? db.execute(sql: sql, arguments: arguments)
            }
        }
        try queue.close()
    }

    private static func statement(
        _ table: String, _ column: String, _ other: String, _ stream: inout RandomStream
    ) -> String {
        switch stream.below(24) {
        case 0: "DELETE FROM \(table) WHERE ?1 IS ?1 AND abs(random()) % 2"
        case 1: "INSERT OR IGNORE INTO \(table) (\(column)) VALUES (?)"
        case 2: "UPDATE OR REPLACE \(table) SET \(column) = \(other) WHERE ?1 IS ?1"
        case 3: "ALTER TABLE \(table) RENAME COLUMN \(column) TO gone"
        case 4: "DROP TABLE \(table)"
        case 5: "PRAGMA user_version = \(stream.one(of: [-1, 0, 1, 3, 5, 6, 7, 2_147_483_647, -2_147_483_648]))"
        case 6: "PRAGMA application_id = \(stream.one(of: [0, 1, -1]))"
        case 7...12: "UPDATE OR IGNORE \(table) SET \(column) = ? WHERE rowid % 2 = 1"
        default: "UPDATE OR IGNORE \(table) SET \(column) = ?"
        }
    }

    private static func value(_ stream: inout RandomStream) -> (any DatabaseValueConvertible)? {
        switch stream.below(7) {
        case 0: nil
        case 1, 2: stream.one(of: [0, 1, -1, 2, 3, 4, 1000, 65536, 1 << 31, 1 << 53, .max, .min, .max - 1] as [Int64])
        case 3: stream.one(of: [0.5, -1, 1e300, -1e300, .infinity, -.infinity, 2, 1e19] as [Double])
        case 4: Data(repeating: 0xFF, count: stream.below(20))
        default: stream.chance(0.5) ? Texts.word(&stream) : stream.one(of: Texts.numbers + documents)
        }
    }

    private static let documents = [
        "{}", "[]", "[0.5]", "[0.25,0.25,0.25,0.25]", "[1e400]", "[null]", "[\"a\"]", "[NaN]",
        "{\"folder\": \"../..\"}",
        "running", "finished", "held-back", "2024-01-01 00:00:00.000", "9999-99-99", "0f0f", "/etc/passwd", "zero",
    ]
}
