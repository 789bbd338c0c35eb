internal import Foundation
internal import GRDB

/// A record that is read from a row.
protocol ReadableRow: FetchableRecord {}

/// A record that gives columns of a row.
protocol WritableRow: EncodableRecord {}

/// A record whose properties are columns: camel case turns into snake case.
protocol StoredRow: Codable, ReadableRow, WritableRow {}

extension StoredRow {
    static var databaseColumnDecodingStrategy: DatabaseColumnDecodingStrategy { .convertFromSnakeCase }
    static var databaseColumnEncodingStrategy: DatabaseColumnEncodingStrategy { .convertToSnakeCase }
}

extension Date {
    /// The current time, in the whole milliseconds that the database keeps.
    static var storable: Date { Date(timeIntervalSince1970: (Date().timeIntervalSince1970 * 1000).rounded() / 1000) }
}
