import DeltaSearch
import ExperimentStore
import Foundation
import StudentSpace
import Testing

@testable import Experiments

/// Searches of a space with labels, from the file to the spec.
@Suite struct SharedChoiceJobTests {
    private static let labels = """
        {"label": "first", "match": "layer1.*"}, {"label": "context", "match": ["spp.process1.2", "spp.process4.2"]}
        """

    private static func space() throws -> TinySpace {
        var variant = TinySpace.Variant()
        variant.shared = labels
        return try TinySpace(variant)
    }

    private func expectShared(_ spec: StudentSpec, at location: SourceLocation = #_sourceLocation) {
        for label in ["layer1.", "spp.process"] {
            let sites = spec.sites.filter { site in
                site.name.hasPrefix(label) && site.name != "spp.process2.2" && site.name != "spp.process3.2"
            }
            #expect(sites.count == (label == "layer1." ? 4 : 2), sourceLocation: location)
            #expect(Set(sites.map(\.candidate)).count == 1, sourceLocation: location)
        }
    }

    /// A differentiable search that stops in both phases and goes on, and the students of three budgets.
    @Test func aSearchWithLabelsStopsGoesOnAndIsDerived() throws {
        let whole = try Self.space()
        _ = try whole.search(workers: 4).run(.quiet, Interruption())
        let space = try Self.space()
        #expect(throws: Interrupted.self) { try space.search(workers: 1).run(until: "search 75% 3/4") }
        #expect(throws: Interrupted.self) { try space.resume(workers: 1).run(until: "settle 25% 1/4") }
        _ = try space.resume(workers: 2).run(.quiet, Interruption())
        #expect(try TrialRows(in: space) == TrialRows(in: whole))

        // A row of probabilities a site, the same for those that decide together.
        let rows = try TrialRows(in: space)
        let first = rows.sites.indices.filter { rows.sites[$0].name.hasPrefix("layer1.") }
        #expect(Set(first.map { rows.probabilities[$0][0].probabilities }).count == 1)

        for student in try space.derive(["20%", "30%", "60%"]) {
            #expect(try VerifyJob(specPath: student.specPath).run().findings.isEmpty)
            #expect(student.spec.use.deltaFrameMACs <= student.limit.deltaFrameMACs)
            expectShared(student.spec)
        }
    }

    @Test func aCheckpointOfOtherDecisionsIsForeign() throws {
        let space = try Self.space()
        #expect(throws: Interrupted.self) { try space.search(workers: 2).run(until: "search 75% 3/4") }
        let job = try space.resume()
        var checkpoint = try #require(job.start).checkpoint
        try job.session.prepare()
        #expect(checkpoint.restore(job.session) == nil)
        checkpoint.gumbel?.logits.append([0])
        #expect(checkpoint.restore(job.session) == "logits")
    }

    /// A choice that parts what decides together is none, though each of its candidates is.
    @Test func aChoiceThatBreaksALabelIsForeign() throws {
        let space = try Self.space()
        _ = try space.search(.solve).run(.quiet, Interruption())
        let finished = try FinishedSearch(nil, databasePath: space.databasePath)
        expectShared(try space.derive()[0].spec)
        let site = try #require(finished.request.resolved.sites.firstIndex { $0.name == "layer1.0.conv1" })
        var checkpoint = finished.checkpoint
        checkpoint.choice?[site] = finished.choice[site] == 0 ? 1 : 0
        let runs = RunsFolder(databasePath: space.databasePath)
        let folder = try SearchRequest.folder(of: finished.experiment)
        let lease = TrialLease(trial: finished.trial.id, serial: finished.trial.leaseSerial, owner: .current)
        let watch = Watch(meter: .quiet, interruption: Interruption(), resumeCommand: "")
        try TrialCheckpoints(
            database: finished.database, trial: finished.trial.id, experiment: "tiny", runs: runs,
            folder: #require(folder), lease: lease
        ).write(checkpoint, step: 0, .final, RunRecords(finished.database, watch))
        let error = try #require(throws: SearchJobError.self) {
            try FinishedSearch(nil, databasePath: space.databasePath)
        }
        guard case .damagedCheckpoint("tiny", _, .foreign(part: "choice")) = error else {
            Issue.record(error)
            return
        }
    }
}
