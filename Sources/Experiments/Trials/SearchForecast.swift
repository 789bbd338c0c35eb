import DeltaSearch
import ExperimentStore
import Foundation
import Networks
import StudentSpace
import VideoData

/// What a search would run, and what it would take. Nothing is written.
public struct SearchForecast: Sendable {
    /// What the time is estimated by.
    public enum Basis: Sendable, Hashable {
        /// Trials of the same space, strategy, input and pairs that this machine has run, for so many steps each.
        case recorded(experiment: String, trials: Int)
        /// A trial in small that has just run, so many steps over so many frames.
        case rehearsed(steps: Int, frames: Int)
    }

    public var trials: Int
    public var processes: Int
    /// Of all processes together.
    public var workers: Int
    public var sites: Int
    public var candidates: Int
    /// Frames that statistics are gathered of, and frame pairs that all steps of a trial run.
    public var frames: Int
    public var pairs: Int
    /// From the first trial's start to the last one's end.
    public var seconds: Double
    public var basis: Basis
    /// At its most, of all processes together; and what the machine has.
    public var memory: Int
    public var availableMemory: Int
    /// Of checkpoints and rows that stay, and at most while the search runs.
    public var disk: Int
    public var diskAtMost: Int
    public var availableDisk: Int

    /// - Parameters:
    ///   - name: of the experiment; nil: any that is free.
    ///   - workers: of all processes together.
    ///   - command: what a user types to begin again after an interruption.
    /// - Throws: what reading the inputs throws, and what would refuse the search or end it:
    ///   ``SearchJobError/diskTooSmall(path:needed:available:)`` among it; ``Interrupted``.
    public init(
        _ request: SearchRequest, name: String? = nil, trials: Int, processes: Int, workers: Int, databasePath: String,
        _ meter: ProgressMeter, _ interruption: Interruption, command: String = ""
    ) throws {
        try ExperimentDatabase.requireRoom(for: name, at: databasePath)
        try Folder.requireWritable(RunsFolder(databasePath: databasePath).path)
        let threads = max(1, workers / processes)
        let inputs = try SearchInputs(request, workers: threads)
        _ = try SearchExperiment.session(request, inputs, threads, nil)
        self.trials = trials
        self.processes = processes
        self.workers = workers
        let space = request.resolved.space
        sites = space.choices.count
        candidates = space.choices.reduce(0) { $0 + $1.candidates.count }
        frames = inputs.clip.frameCount
        pairs = request.steps * request.configuration.pairs
        memory = processes * inputs.memoryNeed
        try TrialProcesses.requireMemory(processes: processes, each: inputs.memoryNeed)
        availableMemory = MemoryNeed.available
        let factors = SearchFootprint.factorBytes(space)
        let rows =
            60 * request.steps * 8 + 12 * candidates
            * (request.configuration.searchSteps / SearchJob.recordInterval + 4)
        // Two are kept; on the way a checkpoint has what steps have moved, with two moments of it.
        disk = trials * (2 * factors + rows)
        diskAtMost = disk + processes * factors * 3
        availableDisk = Self.free(beside: databasePath)
        guard diskAtMost <= availableDisk else {
            throw SearchJobError.diskTooSmall(path: databasePath, needed: diskAtMost, available: availableDisk)
        }
        let rounds = (trials + processes - 1) / processes
        if let known = Self.recorded(request, databasePath: databasePath) {
            basis = .recorded(experiment: known.experiment, trials: known.trials)
            seconds = Double(rounds) * known.seconds
        } else {
            let watch = Watch(meter: meter, interruption: interruption, resumeCommand: command)
            let rehearsal = try TrialRehearsal(request, inputs, threads: threads, watch)
            basis = .rehearsed(steps: rehearsal.steps, frames: rehearsal.frames)
            seconds = Double(rounds) * rehearsal.seconds
        }
    }

    /// What a trial like these took on this machine, on average over the last experiment that has any.
    private static func recorded(
        _ request: SearchRequest, databasePath: String
    ) -> (experiment: String, trials: Int, seconds: Double)? {
        guard let database = try? ExperimentDatabase(path: databasePath, mode: .readOnly, patience: 1),
            let experiments = try? database.experiments()
        else { return nil }
        let host = RunOrigin.current.host
        for experiment in experiments.reversed()
        where experiment.provenance.host == host
            && experiment.provenance.spaceSha256 == request.resolved.spaceSHA256
            && experiment.settings.strategy == request.strategy.rawValue
            && experiment.settings.steps == request.steps
            && experiment.settings.inputHeight == request.resolved.input.height
            && experiment.settings.inputWidth == request.resolved.input.width
        {
            guard (try? SearchRequest(experiment))?.configuration.pairs == request.configuration.pairs else { continue }
            let seconds = ((try? database.trials(of: experiment)) ?? []).compactMap { trial -> Double? in
                // What was taken up again has been away in between.
                guard trial.status == .finished, trial.leaseSerial <= 1, let start = trial.startedAt,
                    let end = trial.finishedAt
                else { return nil }
                return end.timeIntervalSince(start)
            }
            if !seconds.isEmpty {
                return (experiment.name, seconds.count, seconds.reduce(0, +) / Double(seconds.count))
            }
        }
        return nil
    }

    private static func free(beside path: String) -> Int {
        var status = statvfs()
        let folder = (SearchInputs.absolute(path) as NSString).deletingLastPathComponent
        guard statvfs(folder, &status) == 0 else { return 0 }
        return Int(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize))
    }
}
