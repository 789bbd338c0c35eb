import ExperimentStore
import Foundation
import Testing

@testable import Experiments

/// What lists say of runs whose processes are gone.
@Suite struct RunLivenessTests {
    @Test func whatNobodyRunsIsInterrupted() throws {
        let space = try TinySpace()
        let search = try space.experiment(trials: 3)
        let job = try search.job()
        func summary() throws -> ExperimentSummary {
            try #require(try ExperimentSummary.all(in: space.database()).first)
        }
        #expect(try summary().status == .running)
        #expect(
            try ExperimentDetails(nil, in: space.database()).trials.map(\.status) == [.running, .pending, .pending])
        try space.killOwners()
        #expect(try summary().status == .interrupted)
        let details = try ExperimentDetails(nil, in: space.database())
        #expect(details.status == .interrupted && details.experiment.status == .running)
        #expect(details.trials.map(\.status) == [.interrupted, .pending, .pending])
        withExtendedLifetime(job) {}
    }

    /// One trial of three to its end is a third of the way.
    @Test func progressIsOverAllTrials() throws {
        let space = try TinySpace()
        let search = try space.experiment(steps: 4, trials: 3)
        let first = try search.job()
        first.schedule = .steps(2)
        _ = try first.run(.quiet, Interruption())
        let second = try search.job()
        second.schedule = .steps(2)
        #expect(throws: Interrupted.self) { try second.run(until: "settle 50% 1/2") }
        let summary = try #require(try ExperimentSummary.all(in: space.database()).first)
        #expect(summary.status == .interrupted && summary.step == 7 && summary.steps == 12 && summary.trials == 3)
        // Who looks on sees the trial that is left, not the one that is done.
        let reading = try RunReading("tiny", in: space.database())
        #expect(reading.phase == .interrupted && reading.run == 1 && reading.step == 3)
    }

    /// A phase without steps is seen, too.
    @Test func phasesAreSeenWhileTheyLast() throws {
        let space = try TinySpace()
        let job = try space.search(steps: 4)
        nonisolated(unsafe) var seen: [String] = []
        let reader = try ExperimentDatabase(path: space.databasePath, mode: .readOnly)
        let meter = ProgressMeter.listening { _ in
            guard let phase = try? RunReading("tiny", in: reader).activity, seen.last != phase else { return }
            seen.append(phase)
        }
        _ = try job.run(meter, Interruption())
        #expect(
            seen == [
                "delta statistics", "closed-form students", "teacher scores", "search", "measuring networks",
                "measuring the mixture", "settle", "measuring the result",
            ])
        let reading = try RunReading("tiny", in: reader)
        #expect(reading.phase == .finished && reading.activity == nil)
    }

    @Test func fineTuningIsInterruptedWithoutItsProcess() throws {
        let space = try FinetuneJobTests.space()
        var job: FinetuneJob? = try FinetuneJobTests.job(space)
        func statuses() throws -> [TrialRecord.Status] { try FinetuningSummary.all(in: space.database()).map(\.status) }
        #expect(try statuses() == [.running])
        job = nil
        #expect(job == nil)
        #expect(try statuses() == [.interrupted])
        #expect(try FinetuningSummary.all(in: space.database()).allSatisfy(\.hasExperiment))
    }
}
