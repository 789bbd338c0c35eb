import GRDB
import Testing

@testable import ExperimentStore

@Suite struct FinetuningTests {
    let folder: TemporaryFolder
    let database: ExperimentDatabase

    init() throws {
        folder = try TemporaryFolder()
        database = try ExperimentDatabase(path: folder.file("deltanas.sqlite"))
    }

    private func sample(_ identity: String = sampleSha256) -> NewFinetuning {
        NewFinetuning(
            identity: identity, toolVersion: "0.1.0", revision: "abc", commandLine: "deltanas finetune", host: "h",
            experiment: "sample", specPath: "/s/student.json", specSha256: sampleSha256, dataText: "streets:3",
            dataSha256: sampleSha256, frames: 2..<9, seed: .max, steps: 40, settingsJson: "{}", runFolder: "f-1",
            folder: "/tuned")
    }

    @Test func aRunsLife() throws {
        let run = try database.startFinetuning(sample())
        #expect(run.status == .running && run.step == 0 && run.checkpointPath == nil && run.specJson == nil)
        #expect(run.firstFrame == 2 && run.lastFrame == 8 && UInt64(bitPattern: run.seed) == .max)
        #expect(try database.recordCheckpoint(ofFinetuning: run.id, step: 10, path: "a", sha256: sampleSha256) == nil)
        #expect(try database.recordCheckpoint(ofFinetuning: run.id, step: 20, path: "b", sha256: sampleSha256) == nil)
        #expect(try database.recordCheckpoint(ofFinetuning: run.id, step: 20, path: "b", sha256: sampleSha256) == nil)
        let metrics = [9, 20, 25].map { MetricRecord(step: $0, name: "divergence", value: Double($0)) }
        try database.record(metrics: metrics, ofFinetuning: run.id)
        try database.stop(finetuning: run.id, .interrupted)
        let found = try #require(try database.unfinishedFinetuning(sampleSha256))
        #expect(found.id == run.id && found.status == .interrupted && found.step == 20 && found.finishedAt != nil)

        #expect(found.checkpoints.map(\.path) == ["b", "a"])
        let resumed = try database.resume(finetuning: run.id, step: 20, folder: "/elsewhere", from: "b")
        #expect(resumed.checkpoints.map(\.path) == ["b", "a"])
        #expect(resumed.status == .running && resumed.finishedAt == nil && resumed.folder == "/elsewhere")
        #expect(try database.metrics(ofFinetuning: run.id) == Array(metrics.prefix(2)))
        #expect(try database.recordCheckpoint(ofFinetuning: run.id, step: 30, path: "c", sha256: sampleSha256) == "a")
        #expect(try database.finish(finetuning: run.id, agreement: 0.9, spec: "{}") == ["c", "b"])
        let finished = try #require(try database.finetunings().first)
        #expect(finished.status == .finished && finished.agreement == 0.9 && finished.step == 40)
        #expect(finished.checkpoints.isEmpty && finished.specJson == "{}")
        #expect(try database.unfinishedFinetuning(sampleSha256) == nil)
        #expect(try database.finishedFinetuning(sampleSha256, spec: "{}")?.id == run.id)
        #expect(try database.finishedFinetuning(sampleSha256, spec: "[]") == nil)
        #expect(try database.finishedFinetuning(String(repeating: "f", count: 64), spec: "{}") == nil)
    }

    /// The one before the last counts as the last once that was passed over; none does for a run that begins again.
    @Test func checkpointsThatWerePassedOverAreForgotten() throws {
        let run = try database.startFinetuning(sample())
        for (step, path) in [(10, "a"), (20, "b")] {
            _ = try database.recordCheckpoint(ofFinetuning: run.id, step: step, path: path, sha256: sampleSha256)
        }
        let resumed = try database.resume(finetuning: run.id, step: 10, folder: "/tuned", from: "a")
        #expect(resumed.checkpoints.map(\.path) == ["a"] && resumed.step == 10)
        #expect(try database.recordCheckpoint(ofFinetuning: run.id, step: 15, path: "c", sha256: sampleSha256) == nil)
        let again = try database.resume(finetuning: run.id, step: 0, folder: "/tuned", from: nil)
        #expect(again.checkpoints.isEmpty && again.step == 0)
    }

    @Test func aRunThatWasGivenUpIsNotFound() throws {
        let run = try database.startFinetuning(sample())
        var other = sample(String(repeating: "f", count: 64))
        // Without a checkpoint there is nothing to lose.
        #expect(try database.unfinishedFinetuning(unlike: other) == nil)
        _ = try database.recordCheckpoint(ofFinetuning: run.id, step: 10, path: "a", sha256: sampleSha256)
        #expect(try database.unfinishedFinetuning(unlike: other)?.id == run.id)
        #expect(try database.unfinishedFinetuning(unlike: sample()) == nil)
        other.folder = "/elsewhere"
        #expect(try database.unfinishedFinetuning(unlike: other) == nil)
        other.folder = "/tuned"
        try database.giveUp(finetuning: run.id)
        #expect(try database.unfinishedFinetuning(unlike: other) == nil)
        #expect(try database.unfinishedFinetuning(sampleSha256) == nil)
        let given = try #require(try database.finetunings().first)
        #expect(given.isGivenUp && given.checkpoints.isEmpty && given.status == .interrupted)
    }

    @Test func theLastUnfinishedRunIsFound() throws {
        _ = try database.startFinetuning(sample())
        let second = try database.startFinetuning(sample())
        _ = try database.startFinetuning(sample(String(repeating: "f", count: 64)))
        try database.stop(finetuning: second.id, .failed(reason: "no room"))
        let found = try #require(try database.unfinishedFinetuning(sampleSha256))
        #expect(found.id == second.id && found.error == "no room")
        #expect(try database.finetunings(of: "sample").count == 3 && database.finetunings(of: "other").isEmpty)
    }

    @Test func theSchemaRefusesWhatCannotBe() throws {
        let run = try database.startFinetuning(sample())
        #expect(throws: StoreError.self) { try database.finish(finetuning: run.id, agreement: 1.5, spec: "{}") }
        #expect(throws: StoreError.self) { try database.finish(finetuning: run.id, agreement: 0.5, spec: "{") }
        #expect(throws: StoreError.self) {
            try database.recordCheckpoint(ofFinetuning: run.id, step: 41, path: "a", sha256: sampleSha256)
        }
        #expect(throws: StoreError.self) { try database.startFinetuning(sample("no digest")) }
        #expect(try database.finetunings().map(\.status) == [.running])
    }
}
