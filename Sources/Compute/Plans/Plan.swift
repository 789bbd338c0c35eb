public import Networks

/// A network compiled to run: primitives created once, memory planned once, nothing allocated in a step.
///
/// A plan belongs to one thread at a time. Many plans may share one ``ParameterStore`` and, through bindings, read each
/// other's kept tensors: the delta network reads the key network's state without a copy.
///
///     let plan = try Plan(network, parameters: store, options: PlanOptions(differentiate: .parameters))
///     plan.tensor("frame").assign(pixels)
///     try plan.forward()
///     plan.gradient("scores").assign(lossGradient)
///     try plan.backward()
public final class Plan {
    public let network: Network
    public let options: PlanOptions
    private let kernels: [any Kernel]
    let forwardStages: PlanStages
    let backwardStages: PlanStages
    let pool: WorkerPool
    private let tensors: [String: TensorBuffer]
    private let gradients: [String: TensorBuffer]
    private let parameterGradients: [String: FloatBuffer]
    private let arena: FloatBuffer
    /// Bytes of features, gradients and scratch behind the plan, without parameters and bound inputs.
    public let byteCount: Int

    /// Compiles a network.
    ///
    /// - Parameter bindings: inputs that live elsewhere, in another plan for one; all others get memory of their own.
    /// - Throws: ``PlanError``, ``ShapeError`` or ``NetworkError``.
    public init(
        _ network: Network, parameters: ParameterStore, options: PlanOptions = PlanOptions(),
        bindings: [String: TensorBuffer] = [:]
    ) throws {
        PrimitiveThreads.set(1)
        let compiled = try PlanCompiler(network, parameters, options, bindings).compile()
        self.network = network
        self.options = options
        kernels = compiled.kernels
        forwardStages = compiled.forward
        backwardStages = compiled.backward
        pool = options.pool ?? WorkerPool(count: options.threads)
        tensors = compiled.tensors
        gradients = compiled.gradients
        parameterGradients = compiled.parameterGradients
        arena = compiled.arena
        byteCount = compiled.byteCount
    }

    /// Runs the network on what its inputs hold.
    public func forward() throws {
        try prepareForward()
        try pool.run(forwardStages.graph) { stage, piece in
            for part in forwardStages.stages[stage].parts { try part.run(piece) }
        }
    }

    /// Computes gradients from those of the outputs (``gradient(_:)``), which must be filled in anew before every call:
    /// they are added to where an output is also read inside the network.
    public func backward() throws {
        try prepareBackward()
        try pool.run(backwardStages.graph) { stage, piece in
            for part in backwardStages.stages[stage].parts { try part.run(piece) }
        }
    }

    func prepareForward() throws {
        PrimitiveThreads.set(1)
        for kernel in kernels { try kernel.refreshForward() }
    }

    func prepareBackward() throws {
        PrimitiveThreads.set(1)
        for kernel in kernels { try kernel.refreshBackward() }
    }

    /// An input, an output or a kept tensor.
    public func tensor(_ name: String) -> TensorBuffer {
        guard let tensor = tensors[name] else { preconditionFailure("tensor \(name) is not kept by its plan") }
        return tensor
    }

    /// The gradient of an output or of a tensor named in ``PlanOptions/Differentiation/tensors``.
    public func gradient(_ name: String) -> TensorBuffer {
        guard let gradient = gradients[name] else { preconditionFailure("no gradient of \(name) in this plan") }
        return gradient
    }

    /// Names of the parameters with a gradient, in node order.
    public var differentiatedParameters: [String] {
        network.nodes.flatMap { node in
            ["weight", "bias"].map(node.parameterName).filter { parameterGradients[$0] != nil }
        }
    }

    /// A parameter's gradient after a backward pass, in PyTorch's order. Overwritten by every pass.
    public func parameterGradient(_ name: String) -> FloatBuffer {
        guard let gradient = parameterGradients[name] else {
            preconditionFailure("no gradient of parameter \(name) in this plan")
        }
        return gradient
    }

    /// What batch normalisation saw in the last forward pass of a training plan, node by node.
    public var batchStatistics: [BatchStatistics] {
        zip(network.nodes, kernels).compactMap { node, kernel in
            (kernel as? BatchBatchNormKernel).map {
                BatchStatistics(node: node.name, mean: $0.mean, variance: $0.variance, population: $0.population)
            }
        }
    }

    /// Mean and biased variance per channel, over `population` values.
    public struct BatchStatistics {
        public let node: String
        public let mean: FloatBuffer
        public let variance: FloatBuffer
        public let population: Int
    }
}
