public import Foundation
internal import GRDB
internal import Networks
public import StudentSpace

/// A table of latencies that was measured once.
public struct LatencyRecord: Hashable, Sendable {
    public let conditions: LatencyConditions
    public let measuredAt: Date
    public let table: LatencyTable
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
        table = LatencyTable(
            device: row["device"], threads: conditions.threads,
            input: Size(conditions.inputHeight, conditions.inputWidth),
            teacherNanoseconds: row["teacher_nanoseconds"], restNanoseconds: row["rest_nanoseconds"], sites: sites)
    }
}
