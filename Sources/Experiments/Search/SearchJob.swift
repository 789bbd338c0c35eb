import Compute
import DeltaSearch
public import ExperimentStore
import Foundation
import Networks
import StudentSpace
import VideoData

/// One trial of an experiment from its inputs, or its last checkpoint, to a measured choice, recorded as it goes.
///
/// The process holds the trial's lease from the start: what it writes is refused once another has taken the trial over.
public final class SearchJob {
    /// With the trial's seed.
    public let request: SearchRequest
    public let experiment: ExperimentRecord
    /// Fenced: see ``ExperimentDatabase/fenced(by:)``.
    public let database: ExperimentDatabase
    /// Checkpoints that a resumed trial had to pass over, the latest first.
    public let damagedCheckpoints: [SearchJobError]
    public let trial: TrialRecord
    let inputs: SearchInputs
    let session: SearchSession
    let checkpoints: TrialCheckpoints
    let start: (record: CheckpointRecord, checkpoint: SearchCheckpoint)?
    /// Whether the trial goes on from a checkpoint.
    public var isResumed: Bool { start != nil }
    let keeper: LeaseKeeper
    private let resumeCommand: String
    /// Whether the trial's end is recorded, or its being somebody else's.
    private var isOver = false
    /// When to write the next checkpoint.
    var schedule: CheckpointSchedule
    /// Numbers that are not written yet.
    var metrics: [MetricRecord] = []
    /// How long the run waits for room where it has to; nil: as usual.
    var patience: Duration?
    /// What the steps took, and what of that writing rows and checkpoints did.
    var (stepping, recording, saving) = (Duration.zero, Duration.zero, Duration.zero)
    /// The step of the last checkpoint, and when it was written.
    var savedStep = 0
    var savedAt = ContinuousClock.now

    /// A trial that this process has claimed, at its start or where its last sound checkpoint stands. Where it cannot be
    /// begun, it is left as one that was stopped.
    ///
    /// - Parameter wait: for a database that is busy; nil: not for long.
    /// - Throws: ``SearchJobError``, ``SearchJobError/noSoundCheckpoint(experiment:database:trial:_:)`` among it unless the
    ///   experiment is to begin such trials anew; what building the search throws.
    init(
        _ search: SearchExperiment, _ claimed: TrialRecord, _ lease: TrialLease, _ wait: StartWait? = nil
    ) throws {
        request = search.request.of(claimed)
        experiment = search.record
        inputs = search.inputs
        resumeCommand = search.resumeCommand
        schedule = .every(.seconds(search.checkpointInterval))
        database = search.database.fenced(by: lease)
        keeper = LeaseKeeper(lease, in: search.database)
        checkpoints = TrialCheckpoints(
            database: database, trial: claimed.id, experiment: search.record.name, runs: search.runs,
            folder: Self.folder(of: claimed, in: search.folder), lease: lease)
        var damaged: [SearchJobError] = []
        do {
            try Folder.make(checkpoints.runs.file(checkpoints.folder))
            start = try checkpoints.lastSound { damaged.append($0) }
            if start == nil, !damaged.isEmpty, !search.beginsDamagedAnew {
                throw SearchJobError.noSoundCheckpoint(
                    experiment: experiment.name, database: database.path, trial: claimed.position, damaged)
            }
            // Only now: of a database that is older than its checkpoints, files that it does not know are all there is.
            try checkpoints.removeStrays()
            session = try SearchExperiment.session(request, inputs, search.workers, search.latency)
            trial = try wait.retrying { [database, start] in
                try database.discardCheckpoints(of: claimed.id, after: start?.record.step)
                return try database.resume(trial: claimed.id).trial
            }
        } catch {
            _ = try? database.finish(trial: claimed.id, .interrupted)
            throw error
        }
        damagedCheckpoints = damaged
        savedStep = start?.record.step ?? 0
    }

    deinit {
        // Others need not wait for the lease to run out.
        if !isOver { try? database.renew(keeper.lease, for: 0) }
    }

    /// Where a trial's files lie: those of the first in the experiment's own folder.
    private static func folder(of trial: TrialRecord, in folder: String) -> String {
        trial.position == 0 ? folder : "\(folder)/trial-\(trial.position)"
    }

    /// Runs to the end, or until the user asks for a stop; what was done by then is kept.
    ///
    /// - Parameter describe: how the database calls what ends the run.
    /// - Throws: ``Interrupted`` with the command that goes on; ``StoreError/leaseLost(path:trial:)`` where another process
    ///   has taken the trial over; ``SearchJobError``; what the phases throw.
    public func run(
        _ meter: ProgressMeter, _ interruption: Interruption, describe: (any Error) -> String = { "\($0)" }
    ) throws -> SearchOutcome {
        do {
            return try record(meter, interruption, describe)
        } catch StoreError.diskFull {
            throw SearchJobError.databaseFull(experiment: experiment.name, database: database.path)
        }
    }

    private func record(
        _ meter: ProgressMeter, _ interruption: Interruption, _ describe: (any Error) -> String
    ) throws -> SearchOutcome {
        let watch = Watch(
            meter: meter, interruption: interruption, resumeCommand: resumeCommand,
            lease: (keeper, database.path))
        let records = RunRecords(database, watch)
        if let patience { records.wait.patience = patience }
        do {
            let outcome = try runToTheEnd(watch, records)
            isOver = true
            return outcome
        } catch let error as Interrupted {
            meter.abandon()
            do {
                try saveProgress(records)
                try records.settle()
            } catch is Interrupted {
                meter.note("what was done since the last checkpoint is not kept: there is no room for it")
            }
            // Neither of the two matters more than the command that goes on.
            try? log("interrupted after step \(session.gumbel?.step ?? 0)", records)
            _ = try? database.finish(trial: trial.id, .interrupted)
            throw error
        } catch {
            meter.abandon()
            // What went wrong matters more than whether it could be recorded. A trial that is lost is another's to record.
            _ = try? database.finish(trial: trial.id, .failed(reason: describe(error)))
            if let error = error as? StoreError, case .locked = error {
                throw SearchJobError.databaseBusy(experiment: experiment.name, database: database.path)
            }
            throw error
        }
    }
}
