import DeltaSearch
import Networks
import ONNX
import StudentSpace
import Training
import VideoData

/// A student's two networks on their way into ONNX files, and what is said of them there.
struct ExportedPair {
    let key: ModelExport
    let delta: ModelExport
    /// What the delta network reads of a key frame, in order.
    let state: [StateTensor]
    let input: Size
    /// nil: more channels than there are names for.
    let classes: ClassSet?
    /// Of the scores, the first output.
    let scores: FeatureShape
    /// The outputs of both networks, the scores first.
    let outputs: [OutputTensor]
    let frameShape: FeatureShape
    /// Multiply-accumulates of a frame.
    let macs: (key: Int, delta: Int)
    let interval: Int
    let normalization: Normalization
    let predicts: OutputKind
    /// What the scores are, in words.
    let meaning: String
    let specPath: String

    static let frame = "frame"
    static let scores = "scores"

    /// One tensor of the state: an output of the key network, an input of the delta network.
    struct StateTensor: Hashable, Sendable {
        /// In the files: `state_0`, …
        var name: String
        /// The teacher's name for it.
        var tensor: String
        var shape: FeatureShape
    }

    /// An output of both networks.
    struct OutputTensor: Hashable, Sendable {
        /// In the files: `scores`, `scores_1`, …
        var name: String
        /// The model file's name for it, or the teacher's.
        var source: String
        var shape: FeatureShape
    }

    init(_ loaded: StudentFiles.Loaded, specSHA256: String) throws {
        let (teacher, spec) = (loaded.teacher, loaded.spec)
        let networks = try StreamNetworks(teacher, loaded.student)
        let shapes = try teacher.network.inferShapes()
        state = networks.stateTensors.enumerated().map { index, tensor in
            StateTensor(name: "state_\(index)", tensor: tensor, shape: shapes.of(tensor))
        }
        input = teacher.input
        classes = Self.classes(loaded)
        meaning = Self.meaning(loaded)
        scores = shapes.of(teacher.scores)
        frameShape = shapes.of(teacher.frame)
        macs = (teacher.macs, networks.deltaMACs)
        interval = spec.keyframeInterval
        normalization = teacher.normalization
        predicts = teacher.predicts
        specPath = loaded.specPath
        let metadata = Self.metadata(loaded, specSHA256: specSHA256, networks)
        let sources = spec.teacher.model?.outputs ?? []
        outputs = teacher.outputs.enumerated().map { index, tensor in
            OutputTensor(
                name: index == 0 ? Self.scores : "\(Self.scores)_\(index)",
                source: sources.indices.contains(index) ? sources[index] : tensor, shape: shapes.of(tensor))
        }
        let outputs = outputs
        let texts = PortTexts(
            normalization: normalization, input: input, classes: classes, meaning: meaning, shape: scores)

        let frame = ModelExport.Port(
            Self.frame, tensor: teacher.frame, shape: shapes.of(teacher.frame), documentation: texts.frame)
        key = ModelExport(
            networks.key, try teacher.parameters.restricted(to: networks.key), inputs: [frame],
            outputs: zip(outputs, teacher.outputs).map { output, tensor in
                ModelExport.Port(
                    output.name, tensor: tensor, shape: output.shape, documentation: texts.output(output))
            }
                + state.map {
                    ModelExport.Port(
                        $0.name, tensor: $0.tensor, shape: $0.shape, documentation: texts.state($0.tensor))
                },
            documentation:
                "The network of key frames: a frame to scores and the state that delta.onnx takes until the next key frame.",
            metadata: [("deltanas.network", "key"), ("deltanas.macs", "\(teacher.macs)")] + metadata,
            producer: ("deltanas", ToolVersion.number))
        delta = ModelExport(
            networks.delta, try loaded.student.parameters(teacher, for: networks.delta),
            inputs: [frame]
                + state.map {
                    ModelExport.Port(
                        $0.name, tensor: DeltaNetworks.stateInput($0.tensor), shape: $0.shape,
                        documentation: texts.state($0.tensor))
                },
            outputs: zip(outputs, networks.delta.outputs).map { output, tensor in
                ModelExport.Port(
                    output.name, tensor: tensor, shape: output.shape, documentation: texts.output(output))
            },
            documentation:
                "The network of the frames between key frames: a frame and the state of the last key frame to scores.",
            metadata: [("deltanas.network", "delta"), ("deltanas.macs", "\(networks.deltaMACs)")] + metadata,
            producer: ("deltanas", ToolVersion.number))
    }

    /// What the scores are: built-in architectures end before the softmax, and a model file wherever it ends.
    private static func meaning(_ loaded: StudentFiles.Loaded) -> String {
        switch (loaded.teacher.predicts, loaded.spec.teacher.model) {
        case (.features, _): "features"
        case (.classes, nil): "class scores before any softmax"
        case (.classes, _): "class scores as the model gives them"
        }
    }

    private static func classes(_ loaded: StudentFiles.Loaded) -> ClassSet? {
        let (teacher, spec) = (loaded.teacher, loaded.spec)
        guard teacher.predicts == .classes, teacher.classes <= LabelMap.mostClasses else { return nil }
        // Nobody has said what a model file's classes are called.
        return spec.teacher.model == nil ? .usual(teacher.classes) : .numbered(teacher.classes)
    }

    private static func metadata(
        _ loaded: StudentFiles.Loaded, specSHA256: String, _ networks: StreamNetworks
    ) -> [(key: String, value: String)] {
        let (teacher, spec) = (loaded.teacher, loaded.spec)
        func list(_ values: [Float]) -> String { values.map { "\($0)" }.joined(separator: " ") }
        var result: [(key: String, value: String)] = [
            ("deltanas.version", ToolVersion.number),
            ("deltanas.spec_sha256", specSHA256),
            ("deltanas.teacher", spec.teacher.architecture),
            ("deltanas.teacher_sha256", "\(spec.teacher.weights.sha256)"),
            ("deltanas.experiment", spec.provenance.experiment),
        ]
        if let budget = spec.budget {
            result.append(("deltanas.budget", "\(budget.requested) per \(budget.scope.rawValue)"))
        }
        if let budget = spec.latency?.budget {
            result.append(("deltanas.latency_budget", "\(budget.requested) per \(budget.scope.rawValue)"))
        }
        return result + [
            ("deltanas.keyframe_interval", "\(spec.keyframeInterval)"),
            ("deltanas.input", "\(teacher.input)"),
            ("deltanas.classes", classes(loaded)?.names.joined(separator: ", ") ?? "\(teacher.classes) channels"),
            ("deltanas.normalization", teacher.normalization.formula),
            ("deltanas.mean", list(teacher.normalization.mean)),
            ("deltanas.deviation", list(teacher.normalization.deviation)),
        ]
    }
}

/// What is written beside inputs and outputs.
private struct PortTexts {
    let normalization: Normalization
    let input: Size
    let classes: ClassSet?
    let meaning: String
    let shape: FeatureShape

    var frame: String {
        "N \(normalization.channels) frames of \(input), \(normalization.formula) with mean \(normalization.mean) and deviation \(normalization.deviation)"
    }

    func output(_ output: ExportedPair.OutputTensor) -> String {
        output.name == ExportedPair.scores
            ? scores : "The teacher's output \(output.source), \(output.shape.height)x\(output.shape.width)"
    }

    var scores: String {
        meaning.prefix(1).uppercased() + meaning.dropFirst() + ", \(shape.height)x\(shape.width): "
            + (classes?.names.joined(separator: ", ") ?? "\(shape.channels) channels")
    }

    func state(_ tensor: String) -> String { "The key frame's value of the teacher's tensor \(tensor)" }
}
