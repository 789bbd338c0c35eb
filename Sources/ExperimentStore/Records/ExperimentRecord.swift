public import Foundation
internal import GRDB

/// One experiment: what was asked for, from what, and how far it got.
public struct ExperimentRecord: Hashable, Sendable, Codable, Identifiable {
    public enum Status: String, Hashable, Sendable, Codable, CaseIterable {
        /// No trial was started yet.
        case created
        case running
        case interrupted
        case finished
        case failed
    }

    public let id: Int64
    public let name: String
    public let createdAt: Date
    /// Follows from the trials: running while one is, else failed or interrupted when one is, else finished.
    public let status: Status
    public let provenance: Provenance
    public let settings: SearchSettings
}

extension ExperimentRecord: ReadableRow {
    init(row: Row) throws {
        try row.requireCounts()
        id = try row.value("id")
        name = try row.value("name")
        createdAt = try row.value("created_at")
        status = try row.enumeration("status")
        provenance = try Provenance(row: row)
        settings = try SearchSettings(row: row)
    }
}

extension Row {
    /// A column that holds one of an enumeration's names.
    func enumeration<Value: RawRepresentable<String>>(_ column: String) throws -> Value {
        let name: String = try value(column)
        guard let value = Value(rawValue: name) else {
            throw DatabaseError(resultCode: .SQLITE_MISMATCH, message: "column \(column) holds '\(name)'")
        }
        return value
    }
}
