import DeltaSearch
public import ExperimentStore
import Foundation

/// `deltanas search` and `deltanas resume`: an experiment's trials to their end, beside any other process that does the same.
public final class SearchTrials {
    public let search: SearchExperiment
    /// Told of every trial that begins, with what its row said before.
    public var willRun: (SearchJob, TrialRecord) -> Void = { _, _ in }
    /// Set by tests.
    var schedule: CheckpointSchedule?

    public init(_ search: SearchExperiment) { self.search = search }

    /// Runs trials until all have ended, whoever has run them.
    ///
    /// A trial that others run is waited for, and taken over where they are gone. A trial that fails by itself does not keep
    /// the others from running.
    ///
    /// - Parameter describe: how the database calls what ends a trial.
    /// - Throws: ``Interrupted`` with the command that goes on; ``SearchJobError/trialsFailed(experiment:database:positions:reason:)``
    ///   at the end; what running a trial throws that has nothing to do with its seed.
    public func run(
        _ meter: ProgressMeter, _ interruption: Interruption, describe: (any Error) -> String = { "\($0)" }
    ) throws -> [SearchOutcome] {
        let patience = StartWait(meter, interruption, command: search.resumeCommand)
        let count = try patience.retrying { try search.trials().count }
        var isWaiting = false
        while true {
            switch try search.next(wait: patience) {
            case .job(let job, let previous):
                if isWaiting { meter.abandon() }
                isWaiting = false
                if let schedule { job.schedule = schedule }
                willRun(job, previous)
                do {
                    _ = try job.run(meter, interruption, describe: describe)
                } catch StoreError.leaseLost {
                    meter.note("trial \(job.trial.position) is run by another process now: left to it")
                } catch let error as SearchError where count > 1 {
                    meter.note("trial \(job.trial.position) failed: \(describe(error))")
                }
            case .wait(let trials):
                if !isWaiting { meter.begin("waiting for other processes", total: count, done: count - trials.count) }
                isWaiting = true
                meter.update(count - trials.count)
                try wait(interruption)
            case .nothing:
                if isWaiting { meter.end() }
                return try outcomes()
            }
        }
    }

    /// What finished trials came to, in their order.
    ///
    /// - Throws: ``SearchJobError/trialsFailed(experiment:database:positions:reason:)`` where any failed.
    func outcomes() throws -> [SearchOutcome] {
        let trials = try search.trials()
        let failed = trials.filter { $0.status == .failed }
        if let first = failed.first {
            throw SearchJobError.trialsFailed(
                experiment: search.record.name, database: search.database.path, positions: failed.map(\.position),
                reason: first.error ?? "")
        }
        return try trials.filter { $0.status == .finished }.map {
            try SearchOutcome($0, search.request, search.database)
        }
    }

    private func wait(_ interruption: Interruption) throws {
        for _ in 0..<5 {
            if interruption.isRequested {
                throw Interrupted(exitCode: interruption.exitCode, resumeCommand: search.resumeCommand)
            }
            Thread.sleep(forTimeInterval: 0.1)
        }
    }
}
