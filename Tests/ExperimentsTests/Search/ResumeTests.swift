import ExperimentStore
import Foundation
import Testing

@testable import Experiments

/// A search that stops and goes on comes to the same bits as one that never stopped.
@Suite struct ResumeTests {
    /// A differentiable search that ran in one go on four workers.
    private static let whole = Result {
        let space = try TinySpace()
        _ = try space.search(workers: 4).run(.quiet, Interruption())
        _ = try space.derive()
        return space
    }

    private func expectSame(_ space: TinySpace, at location: SourceLocation = #_sourceLocation) throws {
        let whole = try Self.whole.get()
        let (ours, theirs) = (try TrialRows(in: space), try TrialRows(in: whole))
        #expect(ours.checkpoint == theirs.checkpoint, sourceLocation: location)
        #expect(ours == theirs, sourceLocation: location)
    }

    @Test func aWholeRunRecordsWhatItDoes() throws {
        let space = try Self.whole.get()
        let rows = try TrialRows(in: space)
        #expect(rows.status == .finished && rows.step == 8)
        #expect(Set(rows.metrics.filter { $0.name == "divergence" }.map(\.step)) == Set(1...8))
        #expect(rows.probabilities.allSatisfy { $0.map(\.step) == [4] })
        let proposals = rows.measurements.filter { $0.step == 4 }
        #expect(proposals.count >= 2 && proposals.allSatisfy { $0.frames == .heldBack })
        #expect(proposals.map(\.agreement) == proposals.map(\.agreement).sorted(by: >))
        #expect(rows.measurements.filter { $0.step == 8 }.map(\.frames) == [.fitted])
        #expect(rows.sites.allSatisfy { $0.candidates.allSatisfy { $0.damage != nil } })
        #expect(try ExperimentSummary.all(in: space.database()).map(\.bestAgreement) == [proposals.first?.agreement])
        // The last two checkpoints; nothing that was written on the way.
        let runs = try FileManager.default.subpathsOfDirectory(atPath: space.file("d.runs")).filter { $0.contains("/") }
        #expect(
            runs.map { $0.split(separator: "/")[1] }.sorted() == [
                "checkpoint-000006-chosen.1.safetensors", "checkpoint-000008-final.1.safetensors",
            ])
    }

    /// One worker instead of four, and a stop in every phase.
    @Test func interruptedInEveryPhase() throws {
        let space = try TinySpace()
        let resumeCommand = "resume tiny --db \(space.databasePath)"
        func expectStop(_ job: SearchJob, at phase: String, step: Int) throws {
            let error = try #require(throws: Interrupted.self) { try job.run(until: phase) }
            #expect(error.exitCode == 130 && error.resumeCommand.hasSuffix(resumeCommand))
            let rows = try TrialRows(in: space)
            #expect(rows.status == .interrupted && rows.step == step, "after \(phase)")
        }
        try expectStop(space.search(workers: 1), at: "delta statistics", step: 0)
        #expect(try TrialRows(in: space).checkpoint == nil)
        try expectStop(space.resume(workers: 1), at: "closed-form", step: 0)
        try expectStop(space.resume(workers: 1), at: "search 75% 3/4", step: 3)
        try expectStop(space.resume(workers: 1), at: "measuring networks", step: 4)
        try expectStop(space.resume("tiny", workers: 1), at: "settle 25% 1/4", step: 5)
        let outcome = try space.resume(workers: 1).run(.quiet, Interruption())
        #expect(outcome.measured.count >= 2 && outcome.settled?.step == 8)
        try expectSame(space)
        // The students too, byte for byte: results do not depend on the number of workers.
        _ = try space.derive(workers: 1)
        for name in ["student.json", "student.safetensors"] {
            let (ours, theirs) = (space.file("student/" + name), try Self.whole.get().file("student/" + name))
            #expect(FileManager.default.contentsEqual(atPath: ours, andPath: theirs), "\(name) differs")
        }
    }

    /// What a process that is killed leaves behind: a trial that still runs, and rows after its last checkpoint.
    @Test func cutOffBetweenCheckpoints() throws {
        let space = try TinySpace()
        nonisolated(unsafe) var snapshot: Result<TinySpace, any Error>?
        _ = try space.search().run(
            .listening { line in
                if line.hasPrefix("settle 75% 3/4") { snapshot = Result { try TinySpace(copying: space) } }
            }, Interruption())
        let killed = try #require(snapshot).get()
        try killed.killOwners()
        #expect(try TrialRows(in: killed).status == .running)
        let folder = try #require(
            FileManager.default.contentsOfDirectory(atPath: killed.file("d.runs")).first.map { "d.runs/\($0)" })
        for stray in ["checkpoint-000007-chosen.1.safetensors", "checkpoint-000007-chosen.1.safetensors.x.tmp"] {
            try "cut off".write(toFile: killed.file("\(folder)/\(stray)"), atomically: false, encoding: .utf8)
        }
        let job = try killed.resume()
        #expect(job.start?.record.step == 6)
        _ = try job.run(.quiet, Interruption())
        try expectSame(killed)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: killed.file(folder)).sorted() == [
                "checkpoint-000006-chosen.1.safetensors", "checkpoint-000008-final.2.safetensors",
            ])
    }

    @Test func withoutItsLastCheckpointTheOneBeforeServes() throws {
        let space = try TinySpace()
        #expect(throws: Interrupted.self) { try space.search().run(until: "settle 75% 3/4") }
        let database = try space.database()
        let trial = try database.trials(of: database.latestExperiment())[0]
        let kept = try database.keptCheckpoints(of: trial.id)
        #expect(kept.map(\.step) == [7, 6])
        let paths = kept.map { space.file("d.runs/" + $0.path) }

        let bytes = try #require(FileManager.default.contents(atPath: paths[0]))
        try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: paths[0]))
        let both = try TinySpace(copying: space)
        let job = try space.resume()
        #expect(job.damagedCheckpoints == [.damagedCheckpoint(experiment: "tiny", path: paths[0], .altered)])
        #expect(job.start?.record.step == 6)
        // The damaged one counts no more.
        #expect(try database.keptCheckpoints(of: trial.id).map(\.step) == [6])
        _ = try job.run(.quiet, Interruption())
        try expectSame(space)

        // One byte of the other one, too.
        let other = both.file("d.runs/" + kept[1].path)
        var altered = try #require(FileManager.default.contents(atPath: other))
        altered[altered.count / 2] ^= 1
        try altered.write(to: URL(fileURLWithPath: other))
        let first = both.file("d.runs/" + kept[0].path)
        func error(_ damage: SearchJobError.Damage) -> SearchJobError {
            .noSoundCheckpoint(
                experiment: "tiny", database: both.databasePath, trial: 0,
                [
                    .damagedCheckpoint(experiment: "tiny", path: first, damage),
                    .damagedCheckpoint(experiment: "tiny", path: other, .altered),
                ])
        }
        #expect(throws: error(.altered)) { try both.resume() }
        try FileManager.default.removeItem(atPath: first)
        // A database that is older than its checkpoints, as a backup is, does not know the newest: they stay.
        let unknown = (first as NSString).deletingLastPathComponent + "/checkpoint-000009.1.safetensors"
        try bytes.write(to: URL(fileURLWithPath: unknown))
        #expect(throws: error(.missing)) { try both.resume() }
        #expect(FileManager.default.contents(atPath: unknown) == bytes)
        #expect(try TrialRows(in: both).status == .interrupted)
        // Only where it is asked for does the trial begin again; and comes to the same.
        let search = try SearchExperiment(resuming: nil, databasePath: both.databasePath, workers: 2)
        search.beginsDamagedAnew = true
        let anew = try search.job()
        anew.schedule = .steps(2)
        #expect(anew.start == nil && anew.damagedCheckpoints.count == 2)
        _ = try anew.run(.quiet, Interruption())
        try expectSame(both)
    }
}
