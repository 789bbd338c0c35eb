public import Foundation
internal import GRDB

/// A table of latencies that was measured once.
public struct LatencyRecord: Hashable, Sendable {
    public let conditions: LatencyConditions
    public let measuredAt: Date
    /// The machine and its libraries, for people.
    public let device: String
    public let teacherNanoseconds: Int
    public let restNanoseconds: Int
    /// Nanoseconds by site, then candidate as it is spelt in specs.
    public let sites: [String: [String: Int]]
    /// Of the teacher's frame: the distance of its quartiles over its median.
    public let teacherSpread: Double
    /// Of the table's predictions for assemblies that it was not fitted to, as a share of what they took.
    public let medianError: Double
    public let worstError: Double
}

extension LatencyRecord {
    /// A row of `latency_tables` with its rows of `latencies`.
    init(_ row: Row, in db: Database) throws {
        // Looks at the whole row.
        conditions = try LatencyConditions(row: row)
        measuredAt = try row.value("measured_at")
        device = try row.value("device")
        teacherNanoseconds = try row.value("teacher_nanoseconds")
        restNanoseconds = try row.value("rest_nanoseconds")
        teacherSpread = try row.value("teacher_spread")
        medianError = try row.value("median_error")
        worstError = try row.value("worst_error")
        var sites: [String: [String: Int]] = [:]
        let id: Int64 = try row.value("id")
        let entries = try Row.fetchCursor(
            db, sql: "SELECT site, candidate, nanoseconds FROM latencies WHERE table_id = ?", arguments: [id])
        while let entry = try entries.next() {
            try entry.requireCounts(texts: ["site", "candidate"])
            sites[try entry.value("site"), default: [:]][try entry.value("candidate")] = try entry.value("nanoseconds")
        }
        self.sites = sites
    }
}
