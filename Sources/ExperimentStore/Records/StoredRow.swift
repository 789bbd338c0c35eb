internal import GRDB

/// A record that is read from a row.
protocol ReadableRow: FetchableRecord {}

extension ReadableRow {
    /// The row of that identifier, which the caller has just written.
    static func written(_ id: Int64, to table: String, in db: Database) throws -> Self {
        guard let row = try fetchOne(db, sql: "SELECT * FROM \(table) WHERE id = ?", arguments: [id]) else {
            throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "row \(id) of \(table) is gone")
        }
        return row
    }
}

/// A record that gives columns of a row.
protocol WritableRow: EncodableRecord {}

/// A record whose properties are columns: camel case turns into snake case.
protocol StoredRow: Codable, ReadableRow, WritableRow {}

extension StoredRow {
    init(row: Row) throws {
        try row.requireCounts()
        self = try FetchableRecordDecoder().decode(Self.self, from: row)
    }

    static var databaseColumnDecodingStrategy: DatabaseColumnDecodingStrategy { .convertFromSnakeCase }
    static var databaseColumnEncodingStrategy: DatabaseColumnEncodingStrategy { .convertToSnakeCase }
}
