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

    let network: Network
    let store: ParameterStore
    let options: PlanOptions
    let bindings: [String: TensorBuffer]
    let shapes: Network.Shapes
    let producers: [String: Int]
    let readers: [String: [Int]]
    let differentiable: Set<String>

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
                outputGradient: differentiable.contains(node.name) ? memory.gradients[node.name]?.base : nil,
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
