import Compute
import DeltaSearch
public import ExperimentStore
import Foundation
import Networks
import StudentSpace
import VideoData

/// An experiment with its inputs, read and checked once, and its trials, which are claimed one by one.
public final class SearchExperiment {
    /// As it was asked for; a trial's differs in the seed.
    public let request: SearchRequest
    public let record: ExperimentRecord
    public let database: ExperimentDatabase
    let inputs: SearchInputs
    let runs: RunsFolder
    /// The experiment's folder, by its name among the database's.
    let folder: String
    let workers: Int
    let latency: (any LatencySource)?
    /// Of a trial that runs without a lease: versions without leases held a lock instead.
    private let isUnlocked: (TrialRecord) -> Bool
    /// What takes the experiment up again.
    let resumeCommand: String
    /// Seconds of work between checkpoints.
    public var checkpointInterval = 30.0
    /// Whether a trial none of whose checkpoints is sound begins anew; else that is an error.
    public var beginsDamagedAnew = false
    /// What a search is expected to take at its most, in bytes.
    public var memoryNeed: Int { inputs.memoryNeed }

    /// A new experiment.
    ///
    /// All inputs are read and checked before anything is written.
    ///
    /// - Parameters:
    ///   - name: nil: numbered after the space's name.
    ///   - trials: how many; the first has the request's seed, each further one the next.
    ///   - workers: threads of this process.
    ///   - latency: where whole frames can be timed, for a budget of time; nil: only predicted times decide.
    ///   - wait: for a database that is busy; nil: not for long.
    /// - Throws: what reading inputs and opening the database throws; ``SearchJobError/folder(_:code:)``.
    public init(
        _ request: SearchRequest, name: String?, trials: Int = 1, databasePath: String, workers: Int,
        latency: (any LatencySource)? = nil, wait: StartWait? = nil
    ) throws {
        precondition(trials > 0, "\(trials) trials")
        let prefix = name ?? request.resolved.spaceFile.name
        try ExperimentDatabase.checkName(prefix)
        let runs = RunsFolder(databasePath: databasePath)
        if FileManager.default.fileExists(atPath: runs.path) { try Folder.requireWritable(runs.path) }
        // A database that is there is looked into first: that takes no time.
        let known =
            FileManager.default.fileExists(atPath: databasePath)
            ? try wait.retrying { try ExperimentDatabase(path: databasePath) } : nil
        let inputs = try SearchInputs(request, workers: workers)
        // What building a search throws comes before anything is written, too.
        _ = try Self.session(request, inputs, workers, latency)
        let database = try known ?? wait.retrying { try ExperimentDatabase(path: databasePath) }
        let folder = try runs.makeFolder(for: prefix)
        do {
            record = try wait.retrying {
                try database.createExperiment(
                    name.map { .exactly($0) } ?? .numbered(prefix: prefix),
                    provenance: Self.provenance(request, inputs), settings: request.searchSettings(folder: folder),
                    sites: Self.siteRecords(request),
                    seeds: (0..<UInt64(trials)).map { request.configuration.seed &+ $0 })
            }
        } catch {
            runs.remove(folder)
            throw error
        }
        self.request = request
        self.inputs = inputs
        self.database = database
        self.runs = runs
        self.folder = folder
        self.workers = workers
        self.latency = latency
        isUnlocked = { _ in true }
        resumeCommand = Self.resumeCommand(record.name, databasePath)
    }

    /// An experiment of which trials are left.
    ///
    /// - Parameters:
    ///   - name: nil: the latest.
    ///   - isWorker: one of several processes that another has started: it waits for trials that others run, and leaves those
    ///     that failed alone.
    /// - Throws: ``SearchJobError/busy(experiment:owners:)`` where others run all that is left; ``SearchJobError``, and what reading inputs and opening the database throws.
    public init(
        resuming name: String?, isWorker: Bool = false, databasePath: String, workers: Int,
        latency: (any LatencySource)? = nil, wait: StartWait? = nil
    ) throws {
        let database = try wait.retrying { try ExperimentDatabase.existing(databasePath) }
        let record = try wait.retrying { try name.map(database.experiment(named:)) ?? database.latestExperiment() }
        let trials = try database.trials(of: record)
        guard trials.isEmpty || trials.contains(where: { $0.status != .finished }) else {
            throw SearchJobError.alreadyFinished(experiment: record.name, database: databasePath)
        }
        request = try SearchRequest(record)
        runs = RunsFolder(databasePath: databasePath)
        folder = try SearchRequest.folder(of: record) ?? runs.makeFolder(for: record.name)
        try Folder.make(runs.file(folder))
        let lock = LockTable(record, databasePath: databasePath)
        let isUnlocked = { (_: TrialRecord) in lock.isHeld != true }
        self.isUnlocked = isUnlocked
        inputs = try SearchInputs(request, of: record, workers: workers)
        // Cut off between its first two rows, an experiment of an older version has no trial yet.
        if trials.isEmpty { _ = try database.addTrial(to: record, seed: request.configuration.seed) }
        let open = trials.filter { $0.status != .finished }
        if !isWorker, !open.isEmpty,
            !open.contains(where: { $0.status == .failed || $0.isFree(at: Date(), isUnlocked) })
        {
            throw SearchJobError.busy(
                experiment: record.name,
                owners: open.compactMap { $0.owner.map { "process \($0.process) on \($0.host)" } })
        }
        if !isWorker { try wait.retrying { try database.retryFailedTrials(of: record.id) } }
        self.record = record
        self.database = database
        self.workers = workers
        self.latency = latency
        resumeCommand = Self.resumeCommand(record.name, databasePath)
    }

    /// What there is to do.
    enum Next {
        /// A trial that is this process's now; `previous` is what its row said before.
        case job(SearchJob, previous: TrialRecord)
        /// All that is left is run by others.
        case wait([TrialRecord])
        case nothing
    }

    /// Claims a trial.
    ///
    /// - Parameters:
    ///   - position: this one or none.
    ///   - wait: for a database that is busy; nil: not for long.
    /// - Throws: ``SearchJobError/noSoundCheckpoint(experiment:database:trial:_:)`` of the trial; ``StoreError``.
    func next(position: Int? = nil, wait: StartWait? = nil) throws -> Next {
        let claim = try wait.retrying {
            try database.claimTrial(of: record.id, position: position, isAbandoned: isUnlocked)
        }
        switch claim {
        case .claimed(let lease, let trial, let previous):
            return .job(try SearchJob(self, trial, lease, wait), previous: previous)
        case .othersRun(let trials): return .wait(trials)
        case .nothingLeft: return .nothing
        }
    }

    /// A trial that nobody runs.
    ///
    /// - Throws: ``SearchJobError/busy(experiment:owners:)``, ``SearchJobError/alreadyFinished(experiment:database:)`` where
    ///   there is none; what ``next(position:)`` throws.
    func job(position: Int? = nil) throws -> SearchJob {
        switch try next(position: position) {
        case .job(let job, _): return job
        case .wait: throw SearchJobError.busy(experiment: record.name, owners: [])
        case .nothing: throw SearchJobError.alreadyFinished(experiment: record.name, database: database.path)
        }
    }

    /// The experiment's trials as they are now.
    public func trials() throws -> [TrialRecord] { try database.trials(of: record) }

    static func session(
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

extension SearchRequest {
    /// The same of a trial: with its seed.
    func of(_ trial: TrialRecord) -> SearchRequest {
        var request = self
        request.configuration.seed = trial.seed
        return request
    }
}
