import Foundation
import GRDB
import Testing

@testable import ExperimentStore

@Suite struct ParetoPointTests {
    let folder: TemporaryFolder
    let database: ExperimentDatabase

    init() throws {
        folder = try TemporaryFolder()
        database = try ExperimentDatabase(path: folder.file("deltanas.sqlite"))
    }

    private func sample(_ experiment: ExperimentRecord, _ identity: String = sampleSha256) -> ParetoPointRecord {
        ParetoPointRecord(
            experimentId: experiment.id, identity: identity, toolVersion: "0.1.0", revision: "abc", series: "uniform",
            isBaseline: true, finetuneSteps: 40, seed: .max, budgetText: "45%", limitMacs: 450, keyframeInterval: 4,
            dataText: "streets:3", dataSha256: sampleSha256, frames: 2..<9, teacherMacs: 1000, deltaFrameMacs: 250,
            amortisedMacs: 438, agreement: 0.97, miou: nil, teacherMiou: 0.5, spec: ("/s/student.json", sampleSha256))
    }

    @Test func aPointComesBackAsItWas() throws {
        let experiment = try database.createSample()
        let point = sample(experiment)
        #expect(try database.paretoPoint(sampleSha256) == nil)
        try database.record(paretoPoint: point)
        var found = try #require(try database.paretoPoint(sampleSha256))
        #expect(abs(found.createdAt.timeIntervalSince(point.createdAt)) < 0.01)
        found.createdAt = point.createdAt
        #expect(found == point && UInt64(bitPattern: found.seed) == .max && found.lastFrame == 8)
    }

    /// One point an identity: the later one stays. With their experiment they go.
    @Test func onePointAnIdentity() throws {
        let experiment = try database.createSample()
        let other = String(repeating: "f", count: 64)
        try database.record(paretoPoint: sample(experiment))
        try database.record(paretoPoint: sample(experiment, other))
        var again = sample(experiment)
        again.agreement = 0.5
        try database.record(paretoPoint: again)
        let all = try database.paretoPoints(of: experiment)
        #expect(all.map(\.identity) == [other, sampleSha256] && all[1].agreement == 0.5)
        try database.write { db in try db.execute(sql: "DELETE FROM experiments") }
        #expect(try database.paretoPoint(other) == nil)
    }

    @Test func theSchemaRefusesWhatCannotBe() throws {
        let experiment = try database.createSample()
        let changes: [(inout ParetoPointRecord) -> Void] = [
            { $0.amortisedMacs = 451 }, { $0.agreement = 1.5 }, { $0.identity = "x" }, { $0.finetuneSteps = -1 },
            { $0.specSha256 = nil }, { $0.series = "" }, { $0.lastFrame = 1 }, { $0.experimentId += 1 },
        ]
        for change in changes {
            var point = sample(experiment)
            change(&point)
            #expect(throws: StoreError.self) { try database.record(paretoPoint: point) }
        }
        #expect(try database.paretoPoints(of: experiment).isEmpty)
    }
}
