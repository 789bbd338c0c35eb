import GRDB
import Testing

@testable import ExperimentStore

@Suite struct TrialTests {
    private let sample: SampleExperiment
    private var path: String { sample.path }
    private var database: ExperimentDatabase { sample.database }
    private var experiment: ExperimentRecord { sample.experiment }
    private var status: ExperimentRecord.Status { get throws { try sample.status } }

    init() throws { sample = try SampleExperiment() }

    @Test func aRunningTrialSaysWhatItIsAt() throws {
        let trial = try database.startTrial(of: experiment, seed: 1)
        #expect(trial.phase == nil && trial.phaseBeganAt == nil)
        try database.record(phase: "delta statistics", of: trial.id)
        let running = try database.trial(trial.id)
        #expect(running.phase == "delta statistics" && running.phaseBeganAt != nil)
        // Once it does not run it is at nothing.
        let stopped = try database.finish(trial: trial.id, .interrupted)
        #expect(stopped.phase == nil && stopped.phaseBeganAt == nil)
        try database.record(phase: "late", of: trial.id)
        #expect(try database.trial(trial.id).phase == nil)
    }

    @Test func aTrialsLife() throws {
        let first = try database.startTrial(of: experiment, seed: .max)
        #expect(first.position == 0 && first.seed == .max && first.status == .running && first.step == 0)
        #expect(try status == .running)

        let second = try database.startTrial(of: experiment, seed: 2)
        #expect(second.position == 1)
        let finished = try database.finish(trial: first.id, .finished)
        #expect(finished.status == .finished && finished.finishedAt != nil)
        #expect(try status == .running)

        _ = try database.finish(trial: second.id, .interrupted)
        #expect(try status == .interrupted)
        let failed = try database.finish(trial: second.id, .failed(reason: "loss is not a number"))
        #expect(failed.error == "loss is not a number")
        #expect(try status == .failed)
        #expect(try database.trials(of: experiment) == [finished, failed])
        #expect(try database.trial(second.id) == failed)

        #expect(try database.resume(trial: second.id).trial.status == .running)
        #expect(try status == .running)
        _ = try database.finish(trial: second.id, .finished)
        #expect(try status == .finished)
    }

    @Test func trialsThatAreNotThereOrDone() throws {
        #expect(throws: StoreError.trialNotFound(path: path, trial: 5)) { try database.trial(5) }
        #expect(throws: StoreError.trialNotFound(path: path, trial: 5)) { try database.finish(trial: 5, .finished) }
        #expect(throws: StoreError.trialNotFound(path: path, trial: 5)) {
            try database.record(metrics: [MetricRecord(step: 0, name: "loss", value: 0)], of: 5)
        }
        let trial = try database.startTrial(of: experiment, seed: 1)
        _ = try database.finish(trial: trial.id, .finished)
        #expect(throws: StoreError.trialFinished(path: path, trial: trial.id)) { try database.resume(trial: trial.id) }
    }

    @Test func theLastTwoCheckpointsAreKept() throws {
        let trial = try database.startTrial(of: experiment, seed: 1).id
        #expect(try database.lastCheckpoint(of: trial) == nil)
        func checkpoint(_ step: Int) throws -> [String] {
            try database.recordCheckpoint(of: trial, step: step, path: "checkpoint-\(step)", sha256: sampleSha256)
        }
        #expect(try checkpoint(10) == [])
        #expect(try checkpoint(20) == [])
        #expect(try checkpoint(20) == [])
        #expect(try checkpoint(30) == ["checkpoint-10"])
        #expect(try checkpoint(40) == ["checkpoint-20"])
        #expect(try database.lastCheckpoint(of: trial)?.path == "checkpoint-40")
        #expect(try database.keptCheckpoints(of: trial).map(\.step) == [40, 30])
        #expect(try database.trial(trial).step == 40)
    }

    @Test func resumingForgetsWhatCameAfterTheCheckpoint() throws {
        let trial = try database.startTrial(of: experiment, seed: 1).id
        for step in 1...7 {
            try database.record(metrics: [MetricRecord(step: step, name: "loss", value: Double(step))], of: trial)
            try database.record(
                probabilities: [ProbabilityRecord(step: step, site: 1, probabilities: [0.5, 0.5])], of: trial)
            if step == 5 {
                _ = try database.recordCheckpoint(of: trial, step: 5, path: "five", sha256: sampleSha256)
            }
        }
        #expect(try database.trial(trial).step == 7)
        let (resumed, checkpoint) = try database.resume(trial: trial)
        #expect(resumed.step == 5 && checkpoint?.path == "five")
        #expect(try database.metrics(of: trial).map(\.step) == Array(1...5))
        #expect(try database.probabilities(of: trial, site: 1).map(\.step) == Array(1...5))
    }

    @Test func withoutACheckpointATrialStartsOver() throws {
        let trial = try database.startTrial(of: experiment, seed: 1).id
        try database.record(metrics: [MetricRecord(step: 3, name: "loss", value: 1)], of: trial)
        let (resumed, checkpoint) = try database.resume(trial: trial)
        #expect(resumed.step == 0 && checkpoint == nil)
        #expect(try database.metrics(of: trial).isEmpty)
    }
}
