internal import Foundation
internal import GRDB

extension ExperimentDatabase {
    /// Adds a trial to an experiment: the next position, waiting.
    public func addTrial(to experiment: ExperimentRecord, seed: UInt64) throws -> TrialRecord {
        try write { db in
            try insertTrials([seed], experiment: experiment.id, in: db)
            return try trial(db.lastInsertedRowID, in: db)
        }
    }

    func insertTrials(_ seeds: [UInt64], experiment: Int64, in db: Database) throws {
        for seed in seeds {
            try db.execute(
                sql: """
                    INSERT INTO trials (experiment_id, position, seed, status)
                    SELECT ?, (SELECT count(*) FROM trials WHERE experiment_id = ?), ?, 'pending'
                    """,
                arguments: [experiment, experiment, Int64(bitPattern: seed)])
        }
    }

    /// Starts a trial that no other process knows of: the next position, running, no step done, without a lease.
    public func startTrial(of experiment: ExperimentRecord, seed: UInt64) throws -> TrialRecord {
        try write { db in
            try db.execute(
                sql: """
                    INSERT INTO trials (experiment_id, position, seed, status, started_at)
                    SELECT ?, (SELECT count(*) FROM trials WHERE experiment_id = ?), ?, 'running', ?
                    """,
                arguments: [experiment.id, experiment.id, Int64(bitPattern: seed), Date()])
            let trial = try trial(db.lastInsertedRowID, in: db)
            try refreshStatus(of: trial.experimentId, in: db)
            return trial
        }
    }

    /// Takes a trial up again at its last checkpoint, or at its start if it has none.
    ///
    /// What was recorded of later steps is deleted, so that the rows of a trial that was cut off and resumed are those of
    /// one that never stopped. Throws `StoreError.trialFinished` when nothing is left to do.
    public func resume(trial id: Int64) throws -> (trial: TrialRecord, checkpoint: CheckpointRecord?) {
        try write { db in
            guard try trial(id, in: db).status != .finished else {
                throw StoreError.trialFinished(path: path, trial: id)
            }
            let checkpoint = try lastCheckpoint(of: id, in: db)
            let step = checkpoint?.step ?? 0
            try db.execute(
                sql: """
                    UPDATE trials SET status = 'running', started_at = ifnull(started_at, ?), finished_at = NULL,
                        error = NULL, step = ?
                    WHERE id = ?
                    """,
                arguments: [Date(), step, id])
            for table in ["metrics", "choice_probabilities", "measurements"] {
                try db.execute(sql: "DELETE FROM \(table) WHERE trial_id = ? AND step > ?", arguments: [id, step])
            }
            let resumed = try trial(id, in: db)
            try refreshStatus(of: resumed.experimentId, in: db)
            return (resumed, checkpoint)
        }
    }

    /// Ends a trial, and the lease on it.
    public func finish(trial id: Int64, _ outcome: TrialOutcome) throws -> TrialRecord {
        try write { db in
            try db.execute(
                sql: """
                    UPDATE trials SET status = ?, started_at = ifnull(started_at, ?), finished_at = ?, error = ?,
                        lease_owner = NULL, lease_expires_at = NULL, phase = NULL, phase_began_at = NULL
                    WHERE id = ?
                    """,
                arguments: [outcome.status.rawValue, Date(), Date(), outcome.reason, id])
            let trial = try trial(id, in: db)
            try refreshStatus(of: trial.experimentId, in: db)
            return trial
        }
    }

    /// Says what a trial that runs is at from now on.
    public func record(phase: String, of trial: Int64) throws {
        try write { db in
            try db.execute(
                sql: "UPDATE trials SET phase = ?, phase_began_at = ? WHERE id = ? AND status = 'running'",
                arguments: [phase, Date(), trial])
        }
    }

    /// The experiment's trials in their order.
    public func trials(of experiment: ExperimentRecord) throws -> [TrialRecord] {
        try read { db in
            try TrialRecord.fetchAll(
                db, sql: "SELECT * FROM trials WHERE experiment_id = ? ORDER BY position", arguments: [experiment.id])
        }
    }

    /// A trial by its identifier. Throws `StoreError.trialNotFound`.
    public func trial(_ id: Int64) throws -> TrialRecord {
        try read { db in try trial(id, in: db) }
    }

    func trial(_ id: Int64, in db: Database) throws -> TrialRecord {
        let trial = try TrialRecord.fetchOne(db, sql: "SELECT * FROM trials WHERE id = ?", arguments: [id])
        guard let trial else { throw StoreError.trialNotFound(path: path, trial: id) }
        return trial
    }

    /// An experiment's status is what its trials' come to. Between two of them it runs.
    func refreshStatus(of experiment: Int64, in db: Database) throws {
        try db.execute(
            sql: """
                UPDATE experiments SET status = (
                    SELECT CASE
                        WHEN total(status <> 'pending') = 0 THEN 'created'
                        WHEN total(status = 'running') > 0 THEN 'running'
                        WHEN total(status = 'failed') > 0 THEN 'failed'
                        WHEN total(status = 'interrupted') > 0 THEN 'interrupted'
                        WHEN total(status = 'pending') > 0 THEN 'running'
                        ELSE 'finished'
                    END
                    FROM trials WHERE experiment_id = experiments.id)
                WHERE id = ?
                """,
            arguments: [experiment])
    }
}
