import ExperimentStore
import Foundation

/// A database of three experiments: `one`, finished; `two`, of another strategy, running; `three`, of which nothing runs.
struct SampleDatabase {
    let folder: TemporaryFolder
    let database: ExperimentDatabase
    let trials: [TrialRecord]

    var path: String { folder.file("d.sqlite") }

    init() throws {
        folder = try TemporaryFolder()
        database = try ExperimentDatabase(path: folder.file("d.sqlite"))
        let one = try database.createExperiment(
            .exactly("one"), provenance: Self.provenance, settings: Self.settings("gumbel", seed: 1), sites: Self.sites)
        let two = try database.createExperiment(
            .exactly("two"), provenance: Self.provenance, settings: Self.settings("delta-distillation", seed: 1),
            sites: Self.sites)
        _ = try database.createExperiment(
            .exactly("three"), provenance: Self.provenance, settings: Self.settings("solve", seed: 3, steps: 0),
            sites: Self.sites)
        let first = try database.startTrial(of: one, seed: 1)
        let second = try database.startTrial(of: two, seed: 1)
        for step in 1...40 {
            try Self.record(step, of: first, in: database)
            if step <= 10 { try Self.record(step, of: second, in: database) }
        }
        try database.record(
            probabilities: [
                .init(step: 40, site: 0, probabilities: [0.125, 0.75, 0.125]),
                .init(step: 40, site: 1, probabilities: [0.25, 0.75]),
            ], of: first.id)
        try database.record(
            probabilities: [
                .init(step: 10, site: 0, probabilities: [0.75, 0.125, 0.125]),
                .init(step: 10, site: 1, probabilities: [0.25, 0.75]),
            ], of: second.id)
        try database.record(
            measurements: [
                .init(
                    step: 40, position: 0, label: "knapsack", frames: .heldBack, agreement: 0.96875, miou: 0.5,
                    deltaFrameMacs: 1700)
            ], step: 40, of: first.id)
        _ = try database.record(
            derivation: DerivationRecord(
                experimentId: one.id, trialId: first.id, budget: StoredBudget(text: "50%", limitMacs: 2000),
                budgetScope: .deltaFrame, deltaFrameMacs: 1700, amortisedMacs: 2275, agreement: 0.96875,
                folder: "/nowhere", specJson: "{}"))
        _ = try database.startFinetuning(
            NewFinetuning(
                identity: String(repeating: "0d", count: 32), toolVersion: "0.1.0", revision: "abc",
                commandLine: "deltanas finetune",
                host: "elsewhere",
                experiment: "one", specPath: "student.json", specSha256: String(repeating: "ab", count: 32),
                dataText: "streets:7", dataSha256: String(repeating: "ef", count: 32), frames: 0..<4, seed: 1, steps: 9,
                settingsJson: "{}", runFolder: "x", folder: "tuned"))
        try database.stop(finetuning: database.finetunings()[0].id, .interrupted)
        try database.log("hello", experiment: one.id)
        trials = [try database.finish(trial: first.id, .finished), second]
    }

    static func record(_ step: Int, of trial: TrialRecord, in database: ExperimentDatabase) throws {
        try database.record(
            metrics: [
                .init(step: step, name: "divergence", value: 1 / Double(step)),
                .init(step: step, name: "lambda", value: 0.25), .init(step: step, name: "temperature", value: 2.5),
                .init(step: step, name: "expected_macs", value: 2000),
                .init(step: step, name: "discrete_macs", value: 1700),
                .init(step: step, name: "entropy", value: 0.5),
            ], of: trial.id)
    }

    static let provenance = Provenance(
        toolVersion: "0.1.0", revision: "abc", commandLine: "deltanas search", host: "elsewhere",
        spacePath: "one.json", spaceJson: "{}", spaceSha256: String(repeating: "ab", count: 32),
        teacherPath: "t.safetensors", teacherSha256: String(repeating: "cd", count: 32), dataText: "streets:7",
        dataSha256: String(repeating: "ef", count: 32))

    static func settings(_ strategy: String, seed: UInt64, steps: Int = 40) -> SearchSettings {
        SearchSettings(
            inputHeight: 64, inputWidth: 128, keyframeInterval: 4, teacherMacs: 4000,
            budget: StoredBudget(text: "50%", limitMacs: 2000), budgetScope: .deltaFrame, strategy: strategy,
            steps: steps, seed: seed, settingsJson: "{\"alpha\": 0.01, \"folder\": \"x-\(seed)\"}")
    }

    static let sites = [
        ExperimentStore.SiteRecord(
            name: "conv1", inputChannels: 3, outputChannels: 8, kernelHeight: 3, kernelWidth: 3, teacherMacs: 3000,
            candidates: [
                CandidateRecord(kind: "zero", macs: 0, damage: 2.5),
                CandidateRecord(kind: "lowrank", rank: 2, macs: 700, damage: 0.125),
                CandidateRecord(kind: "teacher", macs: 3000, damage: 0),
            ]),
        ExperimentStore.SiteRecord(
            name: "conv2", inputChannels: 8, outputChannels: 8, kernelHeight: 1, kernelWidth: 1, teacherMacs: 1000,
            candidates: [
                CandidateRecord(kind: "zero", macs: 0, damage: 1),
                CandidateRecord(kind: "teacher", macs: 1000, damage: 0),
            ]),
    ]
}
