import GRDB
import Testing

@testable import ExperimentStore

@Suite struct MeasurementTests {
    let folder: TemporaryFolder
    let path: String
    let database: ExperimentDatabase
    let trial: Int64

    init() throws {
        folder = try TemporaryFolder()
        path = folder.file("deltanas.sqlite")
        database = try ExperimentDatabase(path: path)
        trial = try database.startTrial(of: try database.createSample(), seed: 1).id
    }

    @Test func metricsComeBackBitForBit() throws {
        let values = [0.1, -0.25, .pi * 1e300, .leastNonzeroMagnitude, .infinity, 1 / 3]
        let metrics = values.enumerated().map { MetricRecord(step: $0, name: "loss", value: $1) }
        try database.record(metrics: metrics.reversed(), of: trial)
        try database.record(metrics: [MetricRecord(step: 2, name: "lambda", value: 4)], of: trial)
        let read = try database.metrics(of: trial, name: "loss")
        #expect(read.map(\.value.bitPattern) == values.map(\.bitPattern))
        #expect(try database.metrics(of: trial).count == values.count + 1)
        #expect(try database.metrics(of: trial, name: "none").isEmpty)
        #expect(try database.trial(trial).step == values.count - 1)
    }

    @Test func aLossThatIsNotANumberStaysOne() throws {
        try database.record(metrics: [MetricRecord(step: 1, name: "loss", value: .nan)], of: trial)
        #expect(try database.metrics(of: trial).map(\.value.isNaN) == [true])
    }

    @Test(arguments: [2, 3, 5, 100]) func aHistoryIsThinnedEvenlyAndKeepsItsEnds(count: Int) throws {
        let steps = Array(stride(from: 10, through: 90, by: 10))
        let candidates = try database.sites(of: database.latestExperiment()).map(\.candidates.count)
        for step in steps {
            let rows = candidates.enumerated().map { site, count in
                ProbabilityRecord(
                    step: step, site: site, probabilities: (0..<count).map { $0 == 0 ? Double(step) / 128 : 0 })
            }
            try database.record(probabilities: rows, of: trial)
        }
        let history = try database.probabilityHistory(of: trial, atMost: count)
        #expect(history.count == min(count, steps.count) * candidates.count)
        #expect(
            history.map { [$0.site, $0.step] }
                == history.map { [$0.site, $0.step] }.sorted { $0.lexicographicallyPrecedes($1) })
        for site in candidates.indices {
            let own = history.filter { $0.site == site }
            #expect(own.first?.step == 10 && own.last?.step == 90)
            #expect(own.allSatisfy { $0.probabilities.first == Double($0.step) / 128 })
        }
        #expect(try database.probabilityHistory(of: trial + 1, atMost: count).isEmpty)
    }

    @Test func theSameStepReplaces() throws {
        for value in [1.0, 2.0] {
            try database.record(metrics: [MetricRecord(step: 1, name: "loss", value: value)], of: trial)
        }
        #expect(try database.metrics(of: trial) == [MetricRecord(step: 1, name: "loss", value: 2)])
    }

    @Test func probabilitiesOverTime() throws {
        let history = (0..<4).flatMap { step in
            let first = Double(Float(1) / Float(step + 3))
            return [
                ProbabilityRecord(step: 10 * step, site: 0, probabilities: [first, Double(Float(1 - first)), 0]),
                ProbabilityRecord(step: 10 * step, site: 1, probabilities: [1e-10, 1].map { Double(Float($0)) }),
            ]
        }
        try database.record(probabilities: history, of: trial)
        #expect(try database.probabilities(of: trial, site: 0) == history.filter { $0.site == 0 })
        #expect(try database.latestProbabilities(of: trial) == Array(history.suffix(2)))
        let rows = try database.read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM choice_history WHERE trial_id = ? AND step = 10 ORDER BY site, candidate",
                arguments: [trial])
        }
        #expect(rows.map { $0["kind"] as String } == ["teacher", "lowrank", "depthwise", "teacher", "zero"])
        #expect(rows.map { $0["rank"] as Int? } == [nil, 8, nil, nil, nil])
        #expect(rows.first?["site_name"] == "conv1.0")
        #expect(abs((rows[0]["probability"] as Double) - 0.25) < 1e-7)
    }

    @Test func probabilitiesAreOneACandidate() throws {
        let entry = ProbabilityRecord(step: 0, site: 1, probabilities: [0.2, 0.3, 0.5])
        #expect(throws: StoreError.probabilityCount(path: path, site: 1, given: 3, candidates: 2)) {
            try database.record(probabilities: [entry], of: trial)
        }
        let stray = ProbabilityRecord(step: 0, site: 9, probabilities: [1])
        #expect(throws: StoreError.probabilityCount(path: path, site: 9, given: 1, candidates: 0)) {
            try database.record(probabilities: [stray], of: trial)
        }
        #expect(throws: StoreError.self) {
            try database.record(
                probabilities: [ProbabilityRecord(step: 0, site: 1, probabilities: [.nan, 1])], of: trial)
        }
        #expect(try database.latestProbabilities(of: trial).isEmpty)
    }

    @Test func measuredNetworks() throws {
        let first = (0..<3).map { MeasurementRecord.sample(step: 4, position: $0) }
        let last = [MeasurementRecord.sample(step: 8, position: 0, frames: .fitted)]
        try database.record(measurements: first, step: 4, of: trial)
        try database.record(measurements: last, step: 8, of: trial)
        #expect(try database.measurements(of: trial) == first + last)
        // Measured again, after an interruption: what was there goes.
        try database.record(measurements: [first[0]], step: 4, of: trial)
        #expect(try database.measurements(of: trial) == [first[0]] + last)
        var impossible = first[0]
        impossible.agreement = 1.5
        #expect(throws: StoreError.self) {
            try database.record(measurements: [impossible], step: 4, of: trial)
        }
        #expect(try database.measurements(of: trial) == [first[0]] + last)
    }

    @Test func scoresByPhase() throws {
        let scores = [
            ScoreRecord(phase: "closed-form", site: 0, candidate: 1, damage: 0.5),
            ScoreRecord(phase: "closed-form", site: 1, candidate: 1, damage: 1.5),
            ScoreRecord(phase: "re-scored", site: 0, candidate: 1, damage: 0.25),
        ]
        try database.record(scores: scores, of: trial)
        #expect(try database.scores(of: trial) == scores)
        #expect(try database.scores(of: trial, phase: "re-scored") == [scores[2]])
    }

    @Test func aBadRowUndoesItsWholeBatch() throws {
        #expect(throws: StoreError.self) {
            try database.record(
                scores: [
                    ScoreRecord(phase: "p", site: 0, candidate: 1, damage: 1),
                    ScoreRecord(phase: "p", site: 0, candidate: 8, damage: 1),
                ], of: trial)
        }
        #expect(try database.scores(of: trial).isEmpty)
    }
}
