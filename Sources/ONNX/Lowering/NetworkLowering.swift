import Networks

/// Turns a graph into a network, node after node: what follows from constants is computed, shapes are read off, the
/// rest is looked up in the table of rules.
struct NetworkLowering {
    typealias Rule = @Sendable (inout NetworkLowering, OperatorCall) throws -> [Value]

    let opset: Int
    var builder: NetworkBuilder
    var parameters = Parameters()
    /// For each node of the network the ONNX node it comes of.
    var sources: [String: String] = [:]
    var folder: ConstantFolder
    private var names = NodeNames()
    private var values: [String: Value] = [:]
    /// For a constant that is an initializer, perhaps in another layout: the initializer's name.
    private var origins: [String: String] = [:]

    /// The largest extent and the largest tensor that a network may have; beyond them nothing fits a machine, and below
    /// them no shape or cost overflows.
    static let extentLimit = 1 << 20
    static let countLimit = 1 << 31

    init(name: String, opset: Int, folder: ConstantFolder) {
        self.opset = opset
        self.folder = folder
        builder = NetworkBuilder(name: name)
        names.reserve("scores")
    }

    /// The network's frame: the value of one of the graph's inputs.
    mutating func input(_ value: String, named name: String, _ shape: FeatureShape) throws {
        names.reserve(name)
        values[value] = .view(FeatureView(nchw: try builder.input(name, shape), shape))
    }

    /// Takes over a graph's constants and lowers its nodes.
    mutating func run(_ graph: ONNXGraph) throws {
        for name in graph.constants.keys { values[name] = graph.constants[name].map(Value.constant) }
        origins.merge(graph.origins) { first, _ in first }
        try check(graph.nodes)
        for node in graph.nodes { try execute(node) }
    }

    /// What is known of a value.
    func value(_ name: String) -> Value? { values[name] }

    /// The initializer that a constant is, perhaps in another layout.
    func origin(of value: String) -> String? { origins[value] }

    /// A name for a new node.
    mutating func uniqueName(_ name: String) -> String { names.unique(name) }

    /// Operators whose results are known of whatever they read.
    private static let shapeOperators: Set = ["Shape", "Size"]

    /// Checks that there is a rule for every operator: of what depends on the frame, one that does not compute constants
    /// alone.
    ///
    /// - Throws: ``ONNXError/Problem/missingOperators(_:opset:)`` with all that are missing.
    private func check(_ nodes: [GraphNode]) throws {
        var missing: [ONNXError.MissingOperator] = []
        var dependent: Set<String> = []
        for node in nodes {
            let dependsOnFrame = node.inputs.contains { name in
                if case .view = values[name] { return true }
                return dependent.contains(name)
            }
            if dependsOnFrame, !Self.shapeOperators.contains(node.op) { dependent.formUnion(node.outputs) }
            let folds = ConstantFolder.rules[node.op] != nil
            guard Self.rules[node.op] == nil,
                !folds || (dependsOnFrame && !Self.shapeOperators.contains(node.op))
            else { continue }
            if let index = missing.firstIndex(where: { $0.op == node.op }) {
                missing[index].count += 1
                if missing[index].nodes.count < 5 { missing[index].nodes.append(node.name) }
            } else {
                missing.append(ONNXError.MissingOperator(op: node.op, nodes: [node.name], count: 1))
            }
        }
        guard missing.isEmpty else {
            throw ONNXError.Problem.missingOperators(missing.sorted { $0.op < $1.op }, opset: opset)
        }
    }

    private mutating func execute(_ node: GraphNode) throws {
        let inputs: [Value?] = try node.inputs.map { name in
            if name.isEmpty { return nil }
            if unavailable.contains(name) {
                throw NodeFault(node: node.name, op: node.op, reason: "it reads \(name), which is not computed")
            }
            guard let value = values[name] else { throw ONNXError.Problem.unknownValue(name, readBy: node.name) }
            return value
        }
        let call = OperatorCall(node: node, opset: opset, inputs: inputs)
        let results: [Value]
        if let constants = try folder.fold(call) {
            results = constants.map(Value.constant)
            keepOrigin(node, constants)
        } else if let rule = Self.rules[node.op] {
            do {
                results = try rule(&self, call)
            } catch let error as ShapeError {
                throw call.fault(error.reason)
            }
        } else {
            throw call.fault("its inputs must not depend on the frame")
        }
        for (name, value) in zip(node.outputs, results) where !name.isEmpty { values[name] = value }
        let missing = node.outputs.dropFirst(results.count).filter { !$0.isEmpty }
        if !missing.isEmpty { unavailable.formUnion(missing) }
    }

    /// Outputs that no rule computes: masks, indices, statistics of training.
    private var unavailable: Set<String> = []

    private mutating func keepOrigin(_ node: GraphNode, _ results: [ConstantTensor]) {
        guard let origin = node.inputs.first.flatMap({ origins[$0] }), results.count == 1,
            let output = node.outputs.first,
            ONNXGraph.keepsOrigin(node.op)
        else { return }
        origins[output] = origin
    }

    /// The outputs of a branch, its nodes lowered in place.
    mutating func inline(_ branch: GraphProto, _ call: OperatorCall) throws -> [Value] {
        var files = ExternalData(model: "")
        let graph = try ONNXGraph(branch, externalData: &files) { [values] in values[$0] != nil }
        let own = graph.constants.keys + graph.nodes.flatMap(\.outputs)
        try run(graph)
        defer { for name in own { values[name] = nil } }
        return try graph.outputs.map { output in
            guard let value = values[output.name] else {
                throw ONNXError.Problem.unknownValue(output.name, readBy: call.node.name)
            }
            return value
        }
    }
}
