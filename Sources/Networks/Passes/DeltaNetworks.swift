/// A teacher taken apart into what runs on key frames and what runs on the frames after them (delta distillation,
/// Habibian et al. 2022, section 3.1).
///
/// With `Δa = a_t − a_0` for a tensor `a`, every linear operation maps deltas to deltas without its bias, and a
/// non-linearity needs its key-frame input: `Δφ = φ(z₀ + Δz) − φ(z₀)`. The scores are `scores_0 + Δscores`.
///
/// In the delta network a tensor of the teacher's name is that tensor's delta; `key:NAME` is the key frame's value.
public struct DeltaNetworks: Hashable, Sendable {
    /// The teacher with more outputs: the scores, then every other state tensor.
    public let key: Network
    /// Inputs: the frame `x_t` and `key:NAME` for each state tensor. One output, ``scores``: the scores of this frame.
    public let delta: Network
    /// What a stream keeps of its key frame, by the teacher's names: the frame, the inputs of the non-linearities in
    /// the order in which they run, the scores; each once.
    public let stateTensors: [String]

    /// The name of the delta network's output.
    public static let scores = "scores"

    /// The delta network's input that carries the key frame's value of a teacher's tensor.
    public static func stateInput(_ tensor: String) -> String { "key:" + tensor }

    /// The delta network's node for the change of the frame.
    public static func frameDelta(_ frame: String) -> String { "delta:" + frame }

    /// Takes apart a teacher with one input and one output and without batch norms.
    ///
    /// - Throws: ``DeltaDomainError``; ``NetworkError`` or ``ShapeError`` where the teacher is not well-formed.
    public init(teacher: Network) throws {
        try Self.check(teacher)
        let shapes = try teacher.inferShapes()
        let (frame, teacherScores) = (teacher.inputs[0], teacher.outputs[0])

        let state = Self.stateTensors(of: teacher)
        var key = teacher
        key.outputs = [teacherScores] + state.filter { $0 != teacherScores }

        var delta = Network(name: teacher.name, inputs: [frame])
        delta.inputs += state.map { Network.Input(Self.stateInput($0), shapes.of($0)) }
        let frameDelta = Self.frameDelta(frame.name)
        func deltaName(_ tensor: String) -> String { tensor == frame.name ? frameDelta : tensor }
        delta.nodes.append(Node(frameDelta, .subtract(Subtract()), [frame.name, Self.stateInput(frame.name)]))
        for node in teacher.nodes {
            let inputs = node.inputs.map(deltaName)
            switch node.operation {
            case .activation(let activation):
                let operation = DeltaActivation(activation.function)
                delta.nodes.append(
                    Node(node.name, .deltaActivation(operation), [Self.stateInput(node.inputs[0])] + inputs))
            default:
                delta.nodes.append(Node(node.name, node.operation.withoutBias, inputs))
            }
        }
        delta.nodes.append(
            Node(Self.scores, .add(Add()), [Self.stateInput(teacherScores), deltaName(teacherScores)]))
        delta.outputs = [Self.scores]

        self.key = key
        self.delta = delta
        stateTensors = state
    }

    private static func stateTensors(of teacher: Network) -> [String] {
        var seen: Set<String> = []
        let activated = teacher.nodes.compactMap { node in
            if case .activation = node.operation { node.inputs[0] } else { nil }
        }
        return ([teacher.inputs[0].name] + activated + [teacher.outputs[0]]).filter { seen.insert($0).inserted }
    }

    private static func check(_ teacher: Network) throws(DeltaDomainError) {
        guard teacher.inputs.count == 1 else { throw .inputCount(teacher.inputs.count) }
        guard teacher.outputs.count == 1 else { throw .outputCount(teacher.outputs.count) }
        for name in teacher.inputs.map(\.name) + teacher.nodes.map(\.name)
        where name == scores || name.hasPrefix("key:") || name.hasPrefix("delta:") {
            throw .reservedName(name)
        }
        for node in teacher.nodes {
            switch node.operation {
            case .batchNorm, .deltaActivation: throw .unsupported(node: node.name, node.operation.definition.kind)
            default: break
            }
        }
    }
}

/// A teacher that cannot be taken into the delta domain.
public enum DeltaDomainError: Error, Hashable, Sendable {
    /// Not one input.
    case inputCount(Int)
    /// Not one output.
    case outputCount(Int)
    /// A name that the delta network gives to tensors of its own: `scores`, `key:…`, `delta:…`.
    case reservedName(String)
    /// An operation without a delta: batch norms are folded before.
    case unsupported(node: String, String)
}

extension Operation {
    /// The linear part of an affine operation.
    fileprivate var withoutBias: Operation {
        switch self {
        case .convolution(var convolution):
            convolution.hasBias = false
            return .convolution(convolution)
        case .channelAffine(var affine):
            affine.hasBias = false
            return .channelAffine(affine)
        default: return self
        }
    }
}
