import Networks

/// Turns a network into kernels with addresses: who needs a gradient, how long each tensor lives, where it lies.
///
/// Nodes run in groups. Time runs from 0 to 2n−1 over n nodes: group g runs forward at g, node i backward at 2n−1−i.
struct PlanCompiler {
    struct Result {
        var kernels: [any Kernel] = []
        var forward = PlanStages()
        var backward = PlanStages()
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
    /// The most pieces that work is split into.
    let pieces: Int
    private(set) var groups: [NodeGroup] = []
    private(set) var groupOf: [Int] = []

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
        pieces = options.pieces ?? options.defaultPieces
        groups = makeGroups()
        groupOf = [Int](repeating: 0, count: network.nodes.count)
        for (position, group) in groups.enumerated() {
            for member in group.members { groupOf[member] = position }
        }
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
        let memory = allocate(&result)
        for (name, buffer) in bindings.sorted(by: { $0.key < $1.key }) {
            let expected = shapes.of(name).count * options.batch
            guard buffer.count == expected else {
                throw PlanError.misshapenInput(name, expected: expected, found: buffer.count)
            }
        }
        let sinks = makeSinks(memory)
        for (index, node) in network.nodes.enumerated() {
            let inputShapes = shapes.inputs(of: node)
            let context = KernelContext(
                node: node, batch: options.batch, inputShapes: inputShapes, outputShape: shapes.of(node.name),
                inputs: node.inputs.map { memory.features[$0]!.base }, output: memory.features[node.name]!.base,
                inputGradients: sinks[index], outputGradient: memory.outputGradient(node.name, differentiable),
                parameters: try parameters(of: node, inputShapes, &result), batchNorm: options.batchNorm,
                bands: groups[groupOf[index]].bands, pieces: pieces,
                isGrouped: groups[groupOf[index]].members.count > 1)
            result.kernels.append(try makeKernel(node.operation, context))
        }
        for group in groups { addForward(group, memory, &result) }
        for index in network.nodes.indices.reversed() where differentiable.contains(network.nodes[index].name) {
            for stage in result.kernels[index].backwardStages {
                result.backward.add(
                    PlanStages.Stage(parts: [(index, stage.run)]), pieces: stage.pieces, reads: stage.reads,
                    writes: stage.writes)
            }
        }
        result.byteCount = memory.byteCount
        return result
    }

    private func addForward(_ group: NodeGroup, _ memory: Memory, _ result: inout Result) {
        func range(_ name: String) -> MemoryRange {
            MemoryRange(memory.features[name]!.base, shapes.of(name).count * options.batch)
        }
        let nodes = group.members.map { network.nodes[$0] }
        let kernels = group.members.map { result.kernels[$0] }
        let pieces = kernels[0].forwardPieces
        precondition(kernels.allSatisfy { $0.forwardPieces == pieces }, "pieces that nobody would run")
        result.forward.add(
            PlanStages.Stage(parts: zip(group.members, kernels).map { ($0, $1.forward) }),
            pieces: pieces, reads: nodes.flatMap(\.inputs).map(range),
            writes: nodes.map { range($0.name) })
    }

    /// Where each node's input gradients go. Who writes a gradient first, in backward order, overwrites; outputs start
    /// from what the caller filled in.
    private func makeSinks(_ memory: Memory) -> [[GradientSink?]] {
        var hasGradient = Set(network.outputs).intersection(differentiable)
        var sinks = network.nodes.map { [GradientSink?](repeating: nil, count: $0.inputs.count) }
        for index in network.nodes.indices.reversed() where differentiable.contains(network.nodes[index].name) {
            sinks[index] = network.nodes[index].inputs.map { input in
                guard differentiable.contains(input), let base = memory.gradients[input]?.base else { return nil }
                let accumulates = !hasGradient.insert(input).inserted
                return GradientSink(
                    base: base, count: shapes.of(input).count * options.batch, accumulates: accumulates)
            }
        }
        return sinks
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
