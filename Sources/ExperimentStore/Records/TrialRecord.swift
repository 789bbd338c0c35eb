public import Foundation
internal import GRDB

/// One run of a search, with a seed of its own.
public struct TrialRecord: Hashable, Sendable, Codable, Identifiable {
    public enum Status: String, Hashable, Sendable, Codable, CaseIterable {
        /// Nobody has begun it yet.
        case pending
        case running
        /// Stopped by a signal after a checkpoint: it can go on.
        case interrupted
        case finished
        case failed
    }

    public let id: Int64
    public let experimentId: Int64
    /// Its place among the experiment's trials, from zero.
    public let position: Int
    public let seed: UInt64
    public let status: Status
    /// Nil while it waits.
    public let startedAt: Date?
    /// When it stopped, for whichever reason; nil while it runs.
    public let finishedAt: Date?
    /// How many steps are behind it.
    public let step: Int
    /// Why it failed.
    public let error: String?
    /// How often it was claimed: of two who think that they run it, the one with this number does.
    public let leaseSerial: Int
    /// Who runs it; nil where nobody does, or nobody knows.
    public let owner: ProcessIdentity?
    /// When others may take it over, unless there is a heartbeat before.
    public let leaseExpiresAt: Date?
    /// What it is at, in words, and since when; nil where it does not run.
    public let phase: String?
    public let phaseBeganAt: Date?
}

/// How a trial ends.
public enum TrialOutcome: Hashable, Sendable {
    case finished
    case interrupted
    case failed(reason: String)

    var status: TrialRecord.Status {
        switch self {
        case .finished: .finished
        case .interrupted: .interrupted
        case .failed: .failed
        }
    }

    var reason: String? {
        if case .failed(let reason) = self { reason } else { nil }
    }
}

extension TrialRecord: ReadableRow {
    init(row: Row) throws {
        try row.requireCounts()
        id = try row.value("id")
        experimentId = try row.value("experiment_id")
        position = try row.value("position")
        seed = UInt64(bitPattern: try row.value("seed"))
        status = try row.enumeration("status")
        startedAt = try row.value("started_at")
        finishedAt = try row.value("finished_at")
        step = try row.value("step")
        error = try row.value("error")
        leaseSerial = try row.value("lease_serial")
        owner = (try row.value("lease_owner") as String?).flatMap(ProcessIdentity.init(text:))
        leaseExpiresAt = try row.value("lease_expires_at")
        phase = try row.value("phase")
        phaseBeganAt = try row.value("phase_began_at")
    }
}
