import DeltaSearch
import ExperimentStore
import Foundation
import StudentSpace
import Synchronization
import Testing

@testable import Experiments

@Suite struct SearchTrialsTests {
    private static let elsewhere = ProcessIdentity(host: "other", boot: "b", namespace: "n", process: 1, start: 1)

    private final class Positions: Sendable {
        let all = Mutex<[Int]>([])
    }

    private func trials(_ search: SearchExperiment) -> SearchTrials {
        let trials = SearchTrials(search)
        trials.schedule = .steps(2)
        return trials
    }

    /// A trial is the search with its seed, whatever runs beside it or before it.
    @Test func aTrialIsASearchWithItsSeed() throws {
        let (many, one) = (try TinySpace(), try TinySpace())
        let outcomes = try trials(many.experiment(steps: 4, seed: 5, trials: 2)).run(.quiet, Interruption())
        #expect(outcomes.map(\.trial.seed) == [5, 6] && outcomes.allSatisfy { $0.settled?.step == 4 })
        let alone = try one.search(steps: 4, seed: 6).run(.quiet, Interruption())
        #expect(alone.measured == outcomes[1].measured && alone.settled == outcomes[1].settled)
        let (ours, theirs) = (try TrialRows(trial: 1, in: many), try TrialRows(in: one))
        #expect(ours.checkpoint == theirs.checkpoint && ours.metrics == theirs.metrics)
        #expect(ours.probabilities == theirs.probabilities && ours.status == .finished)
        // Damages of the second trial stand beside it, those of the first at the candidates.
        let damages = theirs.sites.flatMap { $0.candidates.map(\.damage) }
        #expect(ours.scores.filter { $0.phase == "fitted" }.map(\.damage) == damages)
        #expect(ours.sites.flatMap { $0.candidates.map(\.damage) } != damages)
        #expect(try TrialRows(trial: 0, in: many).checkpoint != ours.checkpoint)
        // Each has a folder of its own.
        let files = try FileManager.default.subpathsOfDirectory(atPath: many.file("d.runs"))
        #expect(files.filter { $0.contains("/trial-1/checkpoint-") }.count == 2)

        // The best of them is derived from, unless another is asked for.
        let best = try #require(SearchOutcome.best(outcomes)).trial.position
        let job = try DeriveJob(nil, databasePath: many.databasePath, workers: 2)
        #expect(
            job.trial.position == best && job.finishedTrials.count == 2
                && job.request.configuration.seed == 5 + UInt64(best))
        #expect(try DeriveJob(nil, trial: 1, databasePath: many.databasePath, workers: 2).trial.position == 1)
        #expect(throws: SearchJobError.noSuchTrial(experiment: "tiny", position: 2, finished: [0, 1])) {
            try DeriveJob(nil, trial: 2, databasePath: many.databasePath, workers: 2)
        }
    }

    @Test func theBestIsTheFirstOfEquals() throws {
        let space = try TinySpace()
        let outcomes = try trials(space.experiment(.uniform, trials: 3)).run(.quiet, Interruption())
        #expect(Set(outcomes.map(\.agreement)).count == 1)
        #expect(SearchOutcome.best(outcomes)?.trial.position == 0)
    }

    /// Two runners at the same experiment: every trial is run once, and whoever is through first waits for the other.
    @Test func runnersShareWhatThereIs() async throws {
        let space = try TinySpace()
        let first = try space.experiment(.solve, trials: 4)
        let ran = Positions()
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    let search = try SearchExperiment(
                        resuming: "tiny", isWorker: true, databasePath: space.databasePath, workers: 1)
                    let trials = SearchTrials(search)
                    trials.willRun = { job, _ in ran.all.withLock { $0.append(job.trial.position) } }
                    return try trials.run(.quiet, Interruption()).count
                }
            }
            for try await count in group { #expect(count == 4) }
        }
        #expect(ran.all.withLock { $0.sorted() } == [0, 1, 2, 3])
        #expect(try first.trials().allSatisfy { $0.status == .finished && $0.leaseSerial == 1 })
    }

    /// A worker that does not come back: its trial goes on from its checkpoint, under the next serial.
    @Test func whatADeadWorkerLeavesIsTakenUp() throws {
        let space = try TinySpace()
        let search = try space.experiment(trials: 2)
        nonisolated(unsafe) var snapshot: Result<TinySpace, any Error>?
        _ = try trials(search).run(
            .listening { line in
                if line.hasPrefix("settle 75% 3/4"), snapshot == nil {
                    snapshot = Result { try TinySpace(copying: space) }
                }
            }, Interruption())
        let killed = try #require(snapshot).get()
        try killed.killOwners()
        let resumed = try SearchExperiment(resuming: "tiny", databasePath: killed.databasePath, workers: 2)
        var begun: [(position: Int, previous: TrialRecord.Status, from: Int?)] = []
        let runner = trials(resumed)
        runner.willRun = { job, previous in
            begun.append((job.trial.position, previous.status, job.start?.record.step))
        }
        _ = try runner.run(.quiet, Interruption())
        #expect(begun.map(\.position) == [0, 1])
        #expect(begun.map(\.previous) == [.running, .pending] && begun.map(\.from) == [6, nil])
        for trial in 0..<2 {
            var (ours, theirs) = (try TrialRows(trial: trial, in: killed), try TrialRows(trial: trial, in: space))
            (ours.status, theirs.status) = (.finished, .finished)
            #expect(ours == theirs)
        }
    }

    /// A worker that was stopped for too long finds its trial taken, and leaves nothing of what it did afterwards.
    @Test func whoLosesATrialLeavesIt() throws {
        let space = try TinySpace()
        let job = try space.experiment().job()
        job.schedule = .steps(2)
        let other = try space.database()
        let (lease, experiment) = (job.keeper.lease, job.experiment.id)
        nonisolated(unsafe) var stolen: TrialClaim?
        let meter = ProgressMeter.listening { line in
            guard line.hasPrefix("search 75% 3/4"), stolen == nil else { return }
            try? other.renew(lease, for: -1)
            stolen = try? other.claimTrial(of: experiment, as: Self.elsewhere)
        }
        #expect(throws: StoreError.leaseLost(path: space.databasePath, trial: lease.trial)) {
            try job.run(meter, Interruption())
        }
        guard case .claimed(let taken, _, _) = stolen else {
            Issue.record("not claimed")
            return
        }
        let trial = try other.trial(lease.trial)
        #expect(trial.status == .running && trial.owner == Self.elsewhere && trial.leaseSerial == taken.serial)
        #expect(try other.keptCheckpoints(of: trial.id).map(\.step) == [2])
        let files = try FileManager.default.subpathsOfDirectory(atPath: space.file("d.runs"))
        #expect(files.filter { $0.contains("checkpoint-") }.count == 1, "\(files)")
    }

    /// All trials are tried, and the end says which failed.
    @Test func aTrialThatFailsDoesNotStopTheOthers() throws {
        let space = try TinySpace()
        let resolved = try ResolvedSpace(
            spacePath: space.spacePath, overrides: SpaceOverrides(teacher: space.file("teacher.safetensors")))
        var configuration = SearchConfiguration(searchSteps: 3, settleSteps: 1, pairs: 1, seed: 0)
        configuration.learningRate = 1e30
        let request = try SearchRequest(
            resolved, budgets: Budgets(parsing: "30%"), scope: .deltaFrame, strategy: .gumbel,
            configuration: configuration)
        let search = try SearchExperiment(
            request, name: "tiny", trials: 2, databasePath: space.databasePath, workers: 2)
        let error = try #require(throws: SearchJobError.self) {
            try SearchTrials(search).run(.quiet, Interruption()) { _ in "diverged" }
        }
        #expect(
            error
                == .trialsFailed(
                    experiment: "tiny", database: space.databasePath, positions: [0, 1], reason: "diverged"))
        #expect(throws: SearchJobError.unfinished(experiment: "tiny", database: space.databasePath)) {
            try space.derive()
        }
        #expect(try SearchExperiment(resuming: nil, databasePath: space.databasePath, workers: 1).trials().count == 2)
        #expect(try space.database().latestExperiment().status == .interrupted)
    }

    /// A worker of another machine of which nothing more is heard: its trial is waited for as long as its lease lasts.
    @Test func aLeaseThatRunsOutIsTakenOver() throws {
        let space = try TinySpace()
        let search = try space.experiment(.solve)
        guard case .claimed = try search.database.claimTrial(of: search.record.id, as: Self.elsewhere, for: 1) else {
            Issue.record("not claimed")
            return
        }
        let trials = SearchTrials(search)
        var previous: [TrialRecord] = []
        trials.willRun = { previous.append($1) }
        #expect(try trials.run(.quiet, Interruption()).count == 1)
        #expect(previous.map(\.owner) == [Self.elsewhere])
        let trial = try #require(try search.trials().first)
        #expect(trial.status == .finished && trial.leaseSerial == 2)
    }

    @Test func aStopWhileOthersRun() throws {
        let space = try TinySpace()
        let search = try space.experiment(.solve)
        let running = try search.job()
        let interruption = Interruption()
        let waiting = SearchTrials(search)
        let meter = ProgressMeter.listening { if $0.contains("waiting for other processes") { interruption.request() } }
        #expect(throws: Interrupted.self) { try waiting.run(meter, interruption) }
        withExtendedLifetime(running) {}
    }
}
