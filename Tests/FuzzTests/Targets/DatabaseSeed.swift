import ExperimentStore
import Networks

@testable import StudentSpace

/// A database with a row of every kind, by our own writer.
enum DatabaseSeed {
    /// The largest whole number that is read.
    private static let largest = 1_000_000_000_000_000_000
    static let digest = String(repeating: "0f", count: 32)

    static func write(to path: String) throws {
        let database = try ExperimentDatabase(path: path)
        // Numbers that fit their columns, and whose sums do not fit anything.
        for (name, macs, steps) in [("plain", 4000, 6), ("huge", largest, largest)] {
            let experiment = try database.createExperiment(
                .exactly(name), provenance: try provenance(), settings: settings(macs, steps), sites: sites(macs))
            let trial = try database.startTrial(of: experiment, seed: .max)
            try fill(trial, macs, steps, of: experiment, in: database)
            if name == "plain" { _ = try database.finish(trial: trial.id, .finished) }
            _ = try database.startTrial(of: experiment, seed: 2)
        }
    }

    private static func provenance() throws -> Provenance {
        Provenance(
            toolVersion: "0.1.0", revision: "abc", commandLine: "deltanas search", host: "elsewhere",
            spacePath: "one.json", spaceJson: try Seeds.spaces()[1].text(), spaceSha256: digest,
            teacherPath: "no.safetensors", teacherSha256: digest, dataText: "streets:7,frames=9", dataSha256: digest)
    }

    private static func settings(_ macs: Int, _ steps: Int) -> SearchSettings {
        SearchSettings(
            inputHeight: 64, inputWidth: 128, keyframeInterval: 4, teacherMacs: macs,
            budget: .init(text: "50%", limitMacs: macs / 2), budgetScope: .amortised, strategy: "gumbel", steps: steps,
            seed: 1,
            settingsJson: """
                {"folder": "e-x", "search_steps": 3, "settle_steps": 3, "pairs": 2, "learning_rate": 0.001,
                 "logit_learning_rate": 0.1, "alpha": 0.01, "temperature_first": 5, "temperature_last": 0.1,
                 "frames": "0..8"}
                """)
    }

    static func sites(_ macs: Int) -> [ExperimentStore.SiteRecord] {
        ["conv1", "layer1.0.conv1", "classes"].map { name in
            ExperimentStore.SiteRecord(
                name: name, inputChannels: 3, outputChannels: 8, kernelHeight: 3, kernelWidth: 3, teacherMacs: macs,
                candidates: [
                    .init(kind: "zero", macs: 0, damage: 2.5),
                    .init(kind: "lowrank", rank: 2, macs: macs / 3, damage: 0.1),
                    .init(kind: "teacher", macs: macs, damage: 0),
                ])
        }
    }

    private static func fill(
        _ trial: TrialRecord, _ macs: Int, _ steps: Int, of experiment: ExperimentRecord,
        in database: ExperimentDatabase
    ) throws {
        for step in [0, 1, 2, steps - 1, steps] {
            try database.record(
                metrics: ["divergence", "lambda", "temperature", "expected_macs", "discrete_macs", "entropy"].map {
                    MetricRecord(step: step, name: $0, value: Double(step) + 0.5)
                }, of: trial.id)
            try database.record(
                probabilities: (0..<3).map { .init(step: step, site: $0, probabilities: [0.25, 0.25, 0.5]) },
                of: trial.id)
        }
        try database.record(scores: [.init(phase: "closed-form", site: 0, candidate: 1, damage: 0.5)], of: trial.id)
        try database.record(
            measurements: [
                .init(
                    step: steps, position: 0, label: "knapsack", frames: .heldBack, agreement: 0.9, miou: 0.5,
                    deltaFrameMacs: macs / 2, predictedNanoseconds: 1, measuredNanoseconds: 2)
            ], step: steps, of: trial.id)
        for step in [1, 2, steps] {
            _ = try database.recordCheckpoint(
                of: trial.id, step: step, path: "e-x/checkpoint-\(step).safetensors", sha256: digest)
        }
        let spec = try Seeds.spec().text()
        _ = try database.record(
            derivation: .init(
                experimentId: experiment.id, trialId: trial.id, budget: .init(text: "50%", limitMacs: macs),
                timeBudget: .init(text: "7ms", limitNanoseconds: 7_000_000), budgetScope: .deltaFrame,
                deltaFrameMacs: macs, amortisedMacs: macs, predictedNanoseconds: 5, measuredNanoseconds: 6,
                agreement: 0.9, miou: 0.5, folder: "/nowhere/students/e/50", specJson: spec))
        let tuning = try database.startFinetuning(
            NewFinetuning(
                identity: digest, toolVersion: "0.1.0", revision: "abc", commandLine: "deltanas finetune", host: "h",
                experiment: experiment.name, specPath: "student.json", specSha256: digest, dataText: "streets:7",
                dataSha256: digest, frames: 0..<4, seed: 1, steps: 9, settingsJson: "{}", runFolder: "x",
                folder: "tuned"))
        try database.record(
            metrics: [.init(step: 1, name: "divergence", value: 1), .init(step: 9, name: "agreement", value: 0.9)],
            ofFinetuning: tuning.id)
        _ = try database.recordCheckpoint(ofFinetuning: tuning.id, step: 3, path: "x/c.safetensors", sha256: digest)
        _ = try database.finish(finetuning: tuning.id, agreement: 0.9, spec: spec)
        try database.record(
            paretoPoint: .init(
                experimentId: experiment.id, identity: String((digest + experiment.name).suffix(64)).hexadecimal,
                toolVersion: "0.1.0", revision: "abc", series: "e", isBaseline: false, finetuneSteps: 3, seed: 1,
                budgetText: "50%", limitMacs: macs, keyframeInterval: 4, dataText: "streets:7", dataSha256: digest,
                frames: 0..<9, teacherMacs: macs, deltaFrameMacs: macs, amortisedMacs: macs, agreement: 0.5, miou: nil,
                teacherMiou: 0.5, spec: ("student.json", digest)))
        try database.log("hello\nthere", level: .warning, experiment: experiment.id, trial: trial.id)
        guard experiment.name == "plain" else { return }
        let table = LatencyTable(
            device: "d", threads: 2, input: Size(64), teacherNanoseconds: 9, restNanoseconds: 1,
            sites: ["conv1": ["zero": 0, "lowrank:2": 3, "teacher": 5]])
        _ = try database.record(
            latencies: table, under: conditions, teacherSpread: 0.1, medianError: 0.1, worstError: 0.2)
    }

    static let conditions = LatencyConditions(
        processor: "p", cores: 2, library: "l", build: "b", threads: 2, architecture: "ddrnet-23-slim", classes: 11,
        inputHeight: 64, inputWidth: 64)
}

extension String {
    /// Hexadecimal digits by the text's own bytes, as many as it has characters.
    fileprivate var hexadecimal: String { String(utf8.map { String($0 % 16, radix: 16) }.joined().prefix(64)) }
}
