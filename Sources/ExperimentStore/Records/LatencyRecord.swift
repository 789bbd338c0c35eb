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
        conditions = try LatencyConditions(row: row)
        measuredAt = row["measured_at"]
        device = row["device"]
        teacherNanoseconds = row["teacher_nanoseconds"]
        restNanoseconds = row["rest_nanoseconds"]
        teacherSpread = row["teacher_spread"]
        medianError = row["median_error"]
        worstError = row["worst_error"]
        var sites: [String: [String: Int]] = [:]
        let id: Int64 = row["id"]
        let entries = try Row.fetchCursor(
            db, sql: "SELECT site, candidate, nanoseconds FROM latencies WHERE table_id = ?", arguments: [id])
        while let entry = try entries.next() {
            sites[entry["site"], default: [:]][entry["candidate"]] = entry["nanoseconds"]
        }
        self.sites = sites
    }
}
