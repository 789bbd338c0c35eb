import Compute
import DeltaSearch
public import ExperimentStore
import Foundation
import Networks
import StudentSpace
import VideoData

/// `deltanas search` and `deltanas resume`: one experiment from its inputs to a measured choice, recorded as it goes.
public final class SearchJob {
    public let request: SearchRequest
    public let experiment: ExperimentRecord
    public let database: ExperimentDatabase
    /// Checkpoints that a resumed search had to pass over, the latest first.
    public let damagedCheckpoints: [SearchJobError]
    let trial: TrialRecord
    let inputs: SearchInputs
    let session: SearchSession
    let checkpoints: TrialCheckpoints
    let start: (record: CheckpointRecord, checkpoint: SearchCheckpoint)?
    /// The experiment's folder, by its name among the database's.
    let folder: String
    /// What the search is expected to take at its most, in bytes.
    public var memoryNeed: Int { inputs.memoryNeed }
    private let lock: RunLock
    private let resumeCommand: String
    /// When to write the next checkpoint.
    var schedule = CheckpointSchedule.every(.seconds(30))
    /// Numbers that are not in the database yet.
    var metrics: [MetricRecord] = []
    /// The step of the last checkpoint, and when it was written.
    var savedStep = 0
    var savedAt = ContinuousClock.now

    /// A new experiment.
    ///
    /// All inputs are read and checked before anything is written.
    ///
    /// - Parameters:
    ///   - name: nil: numbered after the space's name.
    ///   - latency: where whole frames can be timed, for a budget of time; nil: only predicted times decide.
    /// - Throws: what reading inputs and opening the database throws; ``SearchJobError/folder(_:code:)``.
    public init(
        _ request: SearchRequest, name: String?, databasePath: String, workers: Int,
        latency: (any LatencySource)? = nil
    ) throws {
        let prefix = name ?? request.resolved.spaceFile.name
        try ExperimentDatabase.checkName(prefix)
        let runs = RunsFolder(databasePath: databasePath)
        if FileManager.default.fileExists(atPath: runs.path) { try Folder.requireWritable(runs.path) }
        // A database that is there is looked into first: that takes no time.
        var database =
            FileManager.default.fileExists(atPath: databasePath) ? try ExperimentDatabase(path: databasePath) : nil
        let inputs = try SearchInputs(request, workers: workers)
        session = try Self.session(request, inputs, workers, latency)
        let opened = try database ?? ExperimentDatabase(path: databasePath)
        database = opened
        let folder = try runs.makeFolder(for: prefix)
        do {
            lock = try RunLock(folder: runs.file(folder), experiment: prefix)
            experiment = try opened.createExperiment(
                name.map { .exactly($0) } ?? .numbered(prefix: prefix),
                provenance: Self.provenance(request, inputs), settings: request.searchSettings(folder: folder),
                sites: Self.siteRecords(request))
            trial = try opened.startTrial(of: experiment, seed: request.configuration.seed)
        } catch {
            runs.remove(folder)
            throw error
        }
        self.request = request
        self.inputs = inputs
        self.database = opened
        self.folder = folder
        checkpoints = TrialCheckpoints(database: opened, trial: trial.id, experiment: experiment.name, runs: runs)
        start = nil
        damagedCheckpoints = []
        resumeCommand = Self.resumeCommand(experiment.name, databasePath)
    }

    /// An experiment that was interrupted, cut off or failed.
    ///
    /// - Parameters:
    ///   - name: nil: the latest.
    ///   - latency: where whole frames can be timed, for a budget of time; nil: only predicted times decide.
    /// - Throws: ``SearchJobError``, and what reading inputs and opening the database throws.
    public init(
        resuming name: String?, databasePath: String, workers: Int, latency: (any LatencySource)? = nil
    ) throws {
        let database = try ExperimentDatabase.existing(databasePath)
        let experiment = try name.map(database.experiment(named:)) ?? database.latestExperiment()
        let last = try database.trials(of: experiment).last
        guard last?.status != .finished else {
            throw SearchJobError.alreadyFinished(experiment: experiment.name, database: databasePath)
        }
        let request = try SearchRequest(experiment)
        let runs = RunsFolder(databasePath: databasePath)
        folder = try SearchRequest.folder(of: experiment) ?? runs.makeFolder(for: experiment.name)
        try Folder.make(runs.file(folder))
        lock = try RunLock(folder: runs.file(folder), experiment: experiment.name)
        inputs = try SearchInputs(request, of: experiment, workers: workers)
        session = try Self.session(request, inputs, workers, latency)
        // Cut off between its first two rows, an experiment has no trial yet.
        let interrupted = try last ?? database.startTrial(of: experiment, seed: request.configuration.seed)
        checkpoints = TrialCheckpoints(
            database: database, trial: interrupted.id, experiment: experiment.name, runs: runs)
        try checkpoints.removeStrays(in: folder)
        var damaged: [SearchJobError] = []
        start = try checkpoints.lastSound { damaged.append($0) }
        damagedCheckpoints = damaged
        trial = try database.resume(trial: interrupted.id).trial
        savedStep = start?.record.step ?? 0
        self.request = request
        self.experiment = experiment
        self.database = database
        resumeCommand = Self.resumeCommand(experiment.name, databasePath)
    }

    /// Runs to the end, or until the user asks for a stop; what was done by then is kept.
    ///
    /// - Parameter describe: how the database calls what ends the run.
    /// - Throws: ``Interrupted`` with the command that goes on; ``SearchJobError``; what the phases throw.
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
        let watch = Watch(meter: meter, interruption: interruption, resumeCommand: resumeCommand)
        do {
            let outcome = try runToTheEnd(watch)
            try log("finished")
            _ = try database.finish(trial: trial.id, .finished)
            return outcome
        } catch let error as Interrupted {
            meter.abandon()
            try saveProgress()
            // Neither of the two matters more than the command that goes on.
            try? log("interrupted after step \(session.gumbel?.step ?? 0)")
            _ = try? database.finish(trial: trial.id, .interrupted)
            throw error
        } catch {
            meter.abandon()
            // What went wrong matters more than whether it could be recorded.
            _ = try? database.finish(trial: trial.id, .failed(reason: describe(error)))
            throw error
        }
    }

    private static func session(
        _ request: SearchRequest, _ inputs: SearchInputs, _ workers: Int, _ latency: (any LatencySource)?
    ) throws -> SearchSession {
        let session = try SearchSession(
            inputs.teacher, space: request.resolved.space, limit: request.limit, source: inputs.source,
            range: inputs.clip.range, strategy: request.strategy, configuration: request.configuration,
            pool: WorkerPool(count: workers))
        if request.limit.time != nil, let latency, let subject = LatencySubject(request.resolved) {
            session.timing = try latency.timing(for: subject)
        }
        return session
    }

    private static func resumeCommand(_ name: String, _ databasePath: String) -> String {
        RunOrigin.command + " " + ShellWords.joined(["resume", name, "--db", databasePath])
    }
}

extension ExperimentDatabase {
    /// A database that is there, opened for writing.
    ///
    /// - Throws: ``StoreError``.
    static func existing(_ path: String) throws -> ExperimentDatabase {
        guard FileManager.default.fileExists(atPath: path) else { throw StoreError.missingFile(path: path) }
        return try ExperimentDatabase(path: path)
    }
}
