import Networks

/// Turns a network into kernels with addresses: who needs a gradient, how long each tensor lives, where it lies.
///
/// Time runs from 0 to 2n−1 over n nodes: node i runs forward at i and backward at 2n−1−i.
struct PlanCompiler {
    struct Result {
        var steps: [Plan.Step] = []
        var tensors: [String: TensorBuffer] = [:]
        var gradients: [String: TensorBuffer] = [:]
        var parameterGradients: [String: FloatBuffer] = [:]
        /// The memory behind all tensors that are not kept; kernels hold bare addresses in it.
        var arena = FloatBuffer(count: 0)
        var byteCount = 0
    }

    private let network: Network
    private let store: ParameterStore
    private let options: PlanOptions
    private let bindings: [String: TensorBuffer]
    private let shapes: Network.Shapes
    private let producers: [String: Int]
    private let readers: [String: [Int]]
    private let differentiable: Set<String>

    init(
        _ network: Network, _ store: ParameterStore, _ options: PlanOptions, _ bindings: [String: TensorBuffer]
    ) throws {
        self.network = network
        self.store = store
        self.options = options
        self.bindings = bindings
        shapes = try network.inferShapes()
        var producers: [String: Int] = [:]
        var readers: [String: [Int]] = [:]
        for (index, node) in network.nodes.enumerated() {
            producers[node.name] = index
            for input in node.inputs { readers[input, default: []].append(index) }
        }
        self.producers = producers
        self.readers = readers
        for name in options.keep.union(options.differentiate.tensors).sorted() where shapes[name] == nil {
            throw PlanError.unknownTensor(name)
        }
        for name in bindings.keys.sorted() where !network.inputs.contains(where: { $0.name == name }) {
            throw PlanError.unknownTensor(name)
        }
        differentiable = Self.differentiableTensors(network, shapes, options.differentiate)
    }

    /// Tensors that need a gradient: something asked for lies at or before them, and an output lies behind them.
    private static func differentiableTensors(
        _ network: Network, _ shapes: Network.Shapes, _ wanted: PlanOptions.Differentiation
    ) -> Set<String> {
        guard !wanted.isNone else { return [] }
        var reachesOutput = Set(network.outputs)
        for node in network.nodes.reversed() where reachesOutput.contains(node.name) {
            reachesOutput.formUnion(node.inputs)
        }
        var result = wanted.tensors
        for node in network.nodes {
            let definitions = node.operation.definition.parameters(shapes.inputs(of: node))
            let hasParameter = definitions.contains { $0.isTrainable && wanted.parameters(node.parameterName($0.role)) }
            if hasParameter || node.inputs.contains(where: result.contains) { result.insert(node.name) }
        }
        return result.intersection(reachesOutput)
    }

    func compile() throws -> Result {
        var result = Result()
        let workspace = Workspace()
        let memory = allocate(&result)
        if !options.differentiate.isNone {
            let largest = network.nodes.flatMap(\.inputs).map { shapes.of($0).count }.max() ?? 0
            workspace.reserve(gradients: largest * options.batch)
        }
        for (name, buffer) in bindings.sorted(by: { $0.key < $1.key }) {
            let expected = shapes.of(name).count * options.batch
            guard buffer.count == expected else {
                throw PlanError.misshapenInput(name, expected: expected, found: buffer.count)
            }
        }
        // Who writes a gradient first, in backward order, overwrites; outputs start from what the caller filled in.
        var hasGradient = Set(network.outputs).intersection(differentiable)
        var sinks = [[GradientSink?]](repeating: [], count: network.nodes.count)
        for index in network.nodes.indices.reversed() where differentiable.contains(network.nodes[index].name) {
            sinks[index] = network.nodes[index].inputs.map { input in
                guard differentiable.contains(input), let base = memory.gradients[input]?.base else { return nil }
                let accumulates = !hasGradient.insert(input).inserted
                return GradientSink(
                    base: base, count: shapes.of(input).count * options.batch, accumulates: accumulates,
                    workspace: workspace)
            }
        }
        for (index, node) in network.nodes.enumerated() {
            let inputShapes = shapes.inputs(of: node)
            let context = KernelContext(
                node: node, batch: options.batch, inputShapes: inputShapes, outputShape: shapes.of(node.name),
                inputs: node.inputs.map { memory.features[$0]!.base }, output: memory.features[node.name]!.base,
                inputGradients: sinks[index].isEmpty ? node.inputs.map { _ in nil } : sinks[index],
                outputGradient: memory.gradients[node.name]?.base,
                parameters: try parameters(of: node, inputShapes, &result), workspace: workspace,
                batchNorm: options.batchNorm)
            result.steps.append(
                Plan.Step(
                    node: node.name, kernel: try makeKernel(node.operation, context),
                    hasBackward: differentiable.contains(node.name)))
        }
        result.byteCount = memory.byteCount + workspace.byteCount
        return result
    }

    private func parameters(
        of node: Node, _ inputShapes: [FeatureShape], _ result: inout Result
    ) throws -> [String: ParameterBinding] {
        var bindings: [String: ParameterBinding] = [:]
        for definition in node.operation.definition.parameters(inputShapes) {
            let name = node.parameterName(definition.role)
            guard let entry = store.entry(name) else { throw PlanError.missingParameter(name, node: node.name) }
            guard entry.shape == definition.shape else {
                throw PlanError.misshapenParameter(name, expected: definition.shape, found: entry.shape)
            }
            let wanted =
                definition.isTrainable && differentiable.contains(node.name) && options.differentiate.parameters(name)
            let gradient = wanted ? FloatBuffer(count: entry.buffer.count) : nil
            if let gradient { result.parameterGradients[name] = gradient }
            bindings[definition.role] = ParameterBinding(entry: entry, gradient: gradient)
        }
        return bindings
    }
}

// MARK: - Memory

extension PlanCompiler {
    private struct Memory {
        var features: [String: TensorBuffer] = [:]
        var gradients: [String: TensorBuffer] = [:]
        var byteCount = 0
    }

    /// Gives every tensor and gradient its memory: inputs, outputs and what is kept get their own, the rest a place in
    /// the arena.
    private func allocate(_ result: inout Result) -> Memory {
        var memory = Memory()
        let outputs = Set(network.outputs)
        for input in network.inputs {
            let buffer = bindings[input.name] ?? TensorBuffer(input.shape, batch: options.batch)
            if bindings[input.name] == nil { memory.byteCount += buffer.count * 4 }
            memory.features[input.name] = buffer
            result.tensors[input.name] = buffer
        }
        var requests: [MemoryPlan.Request] = []
        var targets: [(name: String, isGradient: Bool)] = []
        func place(_ name: String, isGradient: Bool, own: Bool, lifetime: ClosedRange<Int>) {
            let shape = shapes.of(name)
            if own {
                let buffer = TensorBuffer(shape, batch: options.batch)
                memory.byteCount += buffer.count * 4
                if isGradient {
                    memory.gradients[name] = buffer
                    result.gradients[name] = buffer
                } else {
                    memory.features[name] = buffer
                    result.tensors[name] = buffer
                }
            } else {
                requests.append(
                    MemoryPlan.Request(id: targets.count, count: shape.count * options.batch, lifetime: lifetime))
                targets.append((name, isGradient))
            }
        }
        for (index, node) in network.nodes.enumerated() {
            place(
                node.name, isGradient: false, own: outputs.contains(node.name) || options.keep.contains(node.name),
                lifetime: featureLifetime(index))
        }
        for name in network.inputs.map(\.name) + network.nodes.map(\.name) where differentiable.contains(name) {
            place(
                name, isGradient: true, own: outputs.contains(name) || options.differentiate.tensors.contains(name),
                lifetime: gradientLifetime(name))
        }
        // Asked for, but behind no output; or an output that nothing asked for lies before: zero, or never read.
        if !options.differentiate.isNone {
            for name in outputs.union(options.differentiate.tensors).subtracting(differentiable).sorted() {
                place(name, isGradient: true, own: true, lifetime: 0...0)
            }
        }
        let plan = MemoryPlan(requests)
        let arena = FloatBuffer(count: plan.total)
        result.arena = arena
        memory.byteCount += arena.count * 4
        for (id, target) in targets.enumerated() {
            let view = TensorBuffer(shapes.of(target.name), batch: options.batch, in: arena, at: plan.offsets[id]!)
            if target.isGradient {
                memory.gradients[target.name] = view
            } else {
                memory.features[target.name] = view
            }
        }
        return memory
    }

    private func backwardTime(_ index: Int) -> Int { 2 * network.nodes.count - 1 - index }

    private func featureLifetime(_ index: Int) -> ClosedRange<Int> {
        let node = network.nodes[index]
        var last = index
        if differentiable.contains(node.name), backwardNeeds(node.operation).output { last = backwardTime(index) }
        for reader in readers[node.name] ?? [] {
            let readerNode = network.nodes[reader]
            let needsInputs =
                differentiable.contains(readerNode.name) && backwardNeeds(readerNode.operation).inputs
            last = max(last, needsInputs ? backwardTime(reader) : reader)
        }
        return index...last
    }

    private func gradientLifetime(_ name: String) -> ClosedRange<Int> {
        let end = producers[name].map(backwardTime) ?? 2 * network.nodes.count
        let first = (readers[name] ?? []).map(backwardTime).min() ?? end
        return min(first, end)...end
    }
}

// MARK: - Kernels

extension PlanCompiler {
    private func makeKernel(_ operation: Operation, _ context: KernelContext) throws -> any Kernel {
        switch operation {
        case .convolution(let operation): try ConvolutionKernel(operation, context)
        case .batchNorm(let operation):
            switch options.batchNorm {
            case .running: RunningBatchNormKernel(operation, context)
            case .batch: try BatchBatchNormKernel(operation, context)
            }
        case .channelAffine(let operation): ChannelAffineKernel(operation, context)
        case .activation(let operation): ActivationKernel(operation, context)
        case .deltaActivation(let operation): DeltaActivationKernel(operation, context)
        case .add: SumKernel(sign: 1, context)
        case .subtract: SumKernel(sign: -1, context)
        case .averagePool(let operation): try ResamplingKernel(operation, context)
        case .globalAveragePool(let operation): try ResamplingKernel(operation, context)
        case .resizeBilinear(let operation): try ResamplingKernel(operation, context)
        case .concat: ConcatKernel(context)
        case .zeros: ZerosKernel(context)
        }
    }

    private func backwardNeeds(_ operation: Operation) -> BackwardNeeds {
        switch operation {
        case .convolution: ConvolutionKernel.needs
        case .batchNorm: options.batchNorm == .batch ? BatchBatchNormKernel.needs : RunningBatchNormKernel.needs
        case .channelAffine: ChannelAffineKernel.needs
        case .activation: ActivationKernel.needs
        case .deltaActivation: DeltaActivationKernel.needs
        case .add, .subtract: SumKernel.needs
        case .averagePool, .globalAveragePool, .resizeBilinear: ResamplingKernel.needs
        case .concat: ConcatKernel.needs
        case .zeros: ZerosKernel.needs
        }
    }
}
