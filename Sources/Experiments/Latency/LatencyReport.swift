public import DeltaSearch
public import ExperimentStore
public import Foundation
import Networks
public import StudentSpace

/// A table of latencies, where it comes from and how far it can be trusted.
public struct LatencyReport: Sendable {
    public let table: LatencyTable
    public let conditions: LatencyConditions
    public let measuredAt: Date
    /// Whether the table was found in the database, and not measured now.
    public let isReused: Bool
    /// Of the teacher's frame while the table was measured.
    public let teacherSpread: Double
    /// Of predictions for assemblies that the table was not fitted to.
    public let medianError: Double
    public let worstError: Double
    /// The checks behind these errors; empty where the table is reused.
    public let checks: [LatencyMeasurement.Check]

    init(_ record: LatencyRecord, isReused: Bool, checks: [LatencyMeasurement.Check] = []) {
        let conditions = record.conditions
        self.conditions = conditions
        self.isReused = isReused
        self.checks = checks
        table = LatencyTable(
            device: record.device, threads: conditions.threads,
            input: Size(height: conditions.inputHeight, width: conditions.inputWidth),
            teacherNanoseconds: record.teacherNanoseconds, restNanoseconds: record.restNanoseconds,
            sites: record.sites)
        measuredAt = record.measuredAt
        teacherSpread = record.teacherSpread
        medianError = record.medianError
        worstError = record.worstError
    }

    /// Whether something else ran while the table was measured, so that it may be off.
    public var isNoisy: Bool { teacherSpread > LatencyMeasurement.busySpread }
}
