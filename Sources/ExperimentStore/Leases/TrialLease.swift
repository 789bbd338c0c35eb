/// A process's hold on a trial. Every claim of a trial has a serial one higher than the one before: whoever holds an
/// earlier one has lost the trial.
public struct TrialLease: Hashable, Sendable {
    public let trial: Int64
    public let serial: Int
    public let owner: ProcessIdentity

    public init(trial: Int64, serial: Int, owner: ProcessIdentity) {
        self.trial = trial
        self.serial = serial
        self.owner = owner
    }

    /// Seconds that a lease lasts without a heartbeat.
    public static let duration = 60.0
}

/// What there was to claim of an experiment.
public enum TrialClaim: Hashable, Sendable {
    /// A trial that is the caller's now; `previous` is what its row said before.
    case claimed(TrialLease, TrialRecord, previous: TrialRecord)
    /// All that is left is being run by others.
    case othersRun([TrialRecord])
    /// No trial waits, was stopped or runs.
    case nothingLeft
}
