/// A teacher taken apart into what runs on key frames and what runs on the frames after them (delta distillation,
/// Habibian et al. 2022, section 3.1).
///
/// With `Δa = a_t − a_0` for a tensor `a`, every linear operation maps deltas to deltas without its constant, and a
/// non-linearity needs its key-frame input: `Δφ = φ(z₀ + Δz) − φ(z₀)`. A product of two tensors needs a value of each:
/// `Δ(ab) = a₀ Δb + Δa (b₀ + Δb)`. Any other operation falls back to `f(x₀ + Δx) − f(x₀)`: it runs in full, on tensors
/// put together again, and `f(x₀)` is state (``fallbacks``). The scores are `scores_0 + Δscores`; a teacher may have
/// further outputs, which are put together likewise.
///
/// In the delta network a tensor of the teacher's name is that tensor's delta, unless the tensor is the same for every
/// frame; `key:NAME` is the key frame's value and `value:NAME` this frame's. Deltas that nothing reads, because their
/// readers fall back, are not computed.
public struct DeltaNetworks: Hashable, Sendable {
    /// The teacher with more outputs: its own, then every other state tensor.
    public let key: Network
    /// Inputs: the frame `x_t` and `key:NAME` for each state tensor. As many outputs as the teacher has, ``outputs(_:)``: this
    /// frame's, the scores first.
    public let delta: Network
    /// What a stream keeps of its key frame, by the teacher's names: the frame, what non-linearities, products and
    /// fallbacks need in the order in which they run, the scores; each once.
    public let stateTensors: [String]
    /// The teacher's nodes that delta frames compute in full, in order.
    public let fallbacks: [Fallback]

    /// A node without a delta of its own.
    public struct Fallback: Hashable, Sendable {
        public let node: String
        /// The operation's ``OperationDefinition/kind``.
        public let kind: String
    }

    /// The name of the delta network's first output.
    public static let scores = "scores"

    /// The names of the delta network's outputs: `scores`, `scores:1`, …
    public static func outputs(_ count: Int) -> [String] {
        (0..<count).map { $0 == 0 ? scores : "\(scores):\($0)" }
    }

    /// The delta network's input that carries the key frame's value of a teacher's tensor.
    public static func stateInput(_ tensor: String) -> String { "key:" + tensor }

    /// The delta network's node for the change of the frame.
    public static func frameDelta(_ frame: String) -> String { "delta:" + frame }

    /// The delta network's tensor for the value of a teacher's tensor at this frame, where something needs it.
    static func value(_ tensor: String) -> String { "value:" + tensor }

    /// Takes apart a teacher with one input, one output or several, and without batch norms.
    ///
    /// - Throws: ``DeltaDomainError``; ``NetworkError`` or ``ShapeError`` where the teacher is not well-formed.
    public init(teacher: Network) throws {
        try Self.check(teacher)
        var rewriting = DeltaRewriting(shapes: try teacher.inferShapes(), frame: teacher.inputs[0].name)
        for node in teacher.nodes { try rewriting.append(node) }
        self.init(teacher: teacher, rewriting.finish(outputs: teacher.outputs))
    }

    private init(teacher: Network, _ rewritten: DeltaRewriting.Result) {
        var key = teacher
        key.outputs += rewritten.state.map(\.name).filter { !teacher.outputs.contains($0) }
        self.key = key
        delta = Network(
            name: teacher.name,
            inputs: [teacher.inputs[0]]
                + rewritten.state.map { Network.Input(Self.stateInput($0.name), $0.shape) },
            nodes: rewritten.nodes, outputs: Self.outputs(teacher.outputs.count))
        stateTensors = rewritten.state.map(\.name)
        fallbacks = rewritten.fallbacks
    }

    private static func check(_ teacher: Network) throws(DeltaDomainError) {
        guard teacher.inputs.count == 1 else { throw .inputCount(teacher.inputs.count) }
        guard !teacher.outputs.isEmpty else { throw .noOutput }
        for (place, name) in teacher.outputs.enumerated() where teacher.outputs[..<place].contains(name) {
            throw .repeatedOutput(name)
        }
        for name in teacher.inputs.map(\.name) + teacher.nodes.map(\.name)
        where outputs(teacher.outputs.count).contains(name)
            || ["key:", "delta:", "value:"].contains(where: name.hasPrefix)
        {
            throw .reservedName(name)
        }
    }
}

/// A teacher that cannot be taken into the delta domain.
public enum DeltaDomainError: Error, Hashable, Sendable {
    /// Not one input.
    case inputCount(Int)
    /// Nothing to teach.
    case noOutput
    /// The same tensor twice.
    case repeatedOutput(String)
    /// A name that the delta network gives to tensors of its own: `scores`, `scores:1`, `key:…`, `delta:…`, `value:…`.
    case reservedName(String)
    /// An operation without a delta: batch norms are folded before.
    case unsupported(node: String, String)
}
