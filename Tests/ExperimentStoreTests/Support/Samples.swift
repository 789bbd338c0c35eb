import ExperimentStore

let sampleSha256 = String(repeating: "0123456789abcdef", count: 4)

extension Provenance {
    static let sample = Provenance(
        toolVersion: "0.1.0", revision: "abc123", commandLine: "deltanas search --budget 2GFLOPs", host: "machine",
        spacePath: "searchspaces/ddrnet.json", spaceJson: #"{"format": "deltanas.space/1"}"#, spaceSha256: sampleSha256,
        teacherPath: "teacher.safetensors", teacherSha256: sampleSha256, dataText: "streets:7", dataSha256: sampleSha256
    )
}

extension SearchSettings {
    static let sample = SearchSettings(
        inputHeight: 256, inputWidth: 512, keyframeInterval: 4, teacherMacs: 2_267_000_000,
        budget: StoredBudget(text: "2GFLOPs", limitMacs: 1_000_000_000), budgetScope: .deltaFrame, strategy: "gumbel",
        steps: 300, seed: .max - 1, settingsJson: #"{"alpha": 0.5}"#)
}

extension [SiteRecord] {
    /// Two sites: three candidates and two.
    static let sample = [
        SiteRecord(
            name: "conv1.0", inputChannels: 3, outputChannels: 32, kernelHeight: 3, kernelWidth: 3, strideHeight: 2,
            strideWidth: 2, teacherMacs: 28_311_552,
            candidates: [
                CandidateRecord(kind: "teacher", macs: 28_311_552, damage: 0),
                CandidateRecord(kind: "lowrank", rank: 8, macs: 15_466_496, damage: 0.125),
                CandidateRecord(kind: "depthwise", macs: 40_000_000, isKept: false),
            ]),
        SiteRecord(
            name: "layer1.0.conv1", inputChannels: 32, outputChannels: 32, kernelHeight: 3, kernelWidth: 1,
            teacherMacs: 25_165_824,
            candidates: [
                CandidateRecord(kind: "teacher", macs: 25_165_824), CandidateRecord(kind: "zero", macs: 0),
            ]),
    ]
}

extension ExperimentDatabase {
    func createSample(_ name: ExperimentName = .exactly("sample")) throws -> ExperimentRecord {
        try createExperiment(name, provenance: .sample, settings: .sample, sites: .sample)
    }
}

extension MeasurementRecord {
    static func sample(step: Int, position: Int, frames: Frames = .heldBack) -> MeasurementRecord {
        MeasurementRecord(
            step: step, position: position, label: "network \(position)", frames: frames,
            agreement: 0.97 - 0.01 * Double(position), miou: position == 0 ? 0.5 : nil, deltaFrameMacs: 1000 + position)
    }
}
