import ExperimentStore
import Foundation

/// What the rows of runs say once one asks who still runs them: one whose processes are gone is an interrupted one.
struct RunLiveness {
    let databasePath: String
    let now = Date()

    /// An experiment's status. Unchanged where nothing can be known, as of another machine's older runs.
    func status(of experiment: ExperimentRecord, _ trials: [TrialRecord]) -> ExperimentRecord.Status {
        guard experiment.status == .running else { return experiment.status }
        let isHeld =
            RunReading.isHeld(trials, now: now) ?? LockTable(experiment, databasePath: databasePath).isHeld
        return isHeld == false ? .interrupted : .running
    }

    /// A trial's, of an experiment with this status.
    func status(of trial: TrialRecord, in experiment: ExperimentRecord.Status) -> TrialRecord.Status {
        guard trial.status == .running else { return trial.status }
        if experiment == .interrupted { return .interrupted }
        return trial.leaseExpiresAt != nil && trial.isFree(at: now) ? .interrupted : .running
    }

    /// A fine-tuning run's.
    func status(of run: FinetuningRecord) -> TrialRecord.Status {
        guard run.status == .running, run.host == RunOrigin.current.host else { return run.status }
        let lock = LockTable(path: RunsFolder(databasePath: databasePath).file(run.runFolder) + "/lock")
        return lock.isHeld == false ? .interrupted : .running
    }
}
