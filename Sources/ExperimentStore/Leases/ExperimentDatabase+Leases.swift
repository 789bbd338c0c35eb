public import Foundation
internal import GRDB

extension ExperimentDatabase {
    /// Takes a trial that nobody runs: the first that waits or was stopped, or whose owner is gone or has let its lease run
    /// out. Failed trials are left alone: see ``retryFailedTrials(of:)``.
    ///
    /// - Parameters:
    ///   - position: this trial or none.
    ///   - seconds: how long the lease lasts without a heartbeat.
    ///   - isAbandoned: of a trial that runs without an owner, as older versions left them: whether nobody runs it.
    public func claimTrial(
        of experiment: Int64, position: Int? = nil, as owner: ProcessIdentity = .current,
        for seconds: Double = TrialLease.duration, isAbandoned: (TrialRecord) -> Bool = { _ in true }
    ) throws -> TrialClaim {
        try write { db in
            let now = Date()
            let open = try TrialRecord.fetchAll(
                db,
                sql: """
                    SELECT * FROM trials
                    WHERE experiment_id = ? AND position = ifnull(?, position)
                        AND status IN ('pending', 'interrupted', 'running')
                    ORDER BY position
                    """,
                arguments: [experiment, position])
            guard !open.isEmpty else { return .nothingLeft }
            guard let free = open.first(where: { $0.isFree(at: now, isAbandoned) }) else { return .othersRun(open) }
            try db.execute(
                sql: """
                    UPDATE trials SET status = 'running', started_at = ifnull(started_at, ?), finished_at = NULL,
                        lease_serial = lease_serial + 1, lease_owner = ?, lease_expires_at = ?,
                        phase = NULL, phase_began_at = NULL
                    WHERE id = ?
                    """,
                arguments: [now, owner.text, now.addingTimeInterval(seconds), free.id])
            try refreshStatus(of: experiment, in: db)
            let claimed = try trial(free.id, in: db)
            let lease = TrialLease(trial: claimed.id, serial: claimed.leaseSerial, owner: owner)
            return .claimed(lease, claimed, previous: free)
        }
    }

    /// Puts the end of a lease off: a heartbeat. Throws `StoreError.leaseLost` where the trial is another's by now.
    public func renew(_ lease: TrialLease, for seconds: Double = TrialLease.duration) throws {
        try fenced(by: lease).write { db in
            try db.execute(
                sql: "UPDATE trials SET lease_expires_at = ? WHERE id = ? AND lease_owner IS NOT NULL",
                arguments: [Date().addingTimeInterval(seconds), lease.trial])
        }
    }

    /// The same database in the hands of a trial's holder: each of its writes asks, in its own transaction, whether the trial
    /// is still held, and throws `StoreError.leaseLost` once somebody else has taken it.
    public func fenced(by lease: TrialLease) -> ExperimentDatabase {
        var database = self
        database.lease = lease
        return database
    }

    /// Makes trials that failed claimable again, from their last checkpoints.
    public func retryFailedTrials(of experiment: Int64) throws {
        try write { db in
            try db.execute(
                sql: """
                    UPDATE trials SET status = 'interrupted', error = NULL WHERE experiment_id = ? AND status = 'failed'
                    """,
                arguments: [experiment])
            try refreshStatus(of: experiment, in: db)
        }
    }

    func require(_ lease: TrialLease, in db: Database) throws {
        let serial = try Int.fetchOne(
            db, sql: "SELECT lease_serial FROM trials WHERE id = ?", arguments: [lease.trial])
        guard serial == lease.serial else { throw StoreError.leaseLost(path: path, trial: lease.trial) }
    }
}

extension TrialRecord {
    /// Whether somebody may claim it at a time: it waits or was stopped, or nobody runs it any more.
    ///
    /// - Parameter isAbandoned: of a trial that runs without an owner, as older versions left them: whether nobody runs it.
    public func isFree(at now: Date, _ isAbandoned: (TrialRecord) -> Bool = { _ in true }) -> Bool {
        guard status == .running else { return status != .failed && status != .finished }
        guard let expiry = leaseExpiresAt else { return isAbandoned(self) }
        return expiry <= now || owner?.isGone == true
    }
}
