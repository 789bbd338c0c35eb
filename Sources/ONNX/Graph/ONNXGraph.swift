/// A model's graph: nodes in an order in which they can run, constants by name, open inputs and outputs.
struct ONNXGraph: Sendable {
    var nodes: [GraphNode]
    /// The initializers; folding adds what follows from them.
    var constants: [String: ConstantTensor]
    /// For a constant that is an initializer, perhaps in another layout: the initializer's name.
    var origins: [String: String]
    var inputs: [ValueInfoProto]
    var outputs: [ValueInfoProto]

    /// - Parameter isOuter: which values a subgraph may read from around it.
    /// - Throws: ``ONNXError/Problem``.
    init(_ proto: GraphProto, externalData: inout ExternalData, isOuter: (String) -> Bool = { _ in false }) throws(ONNXError.Problem) {
        guard proto.sparseInitializer.isEmpty else {
            throw .notRead(what: "sparse initializer", name: proto.sparseInitializer[0].values?.name ?? "")
        }
        constants = [:]
        origins = [:]
        for tensor in proto.initializer {
            guard constants[tensor.name] == nil else { throw .duplicateValue(tensor.name) }
            constants[tensor.name] = try ConstantTensor(tensor, named: tensor.name, externalData: &externalData)
            origins[tensor.name] = tensor.name
        }
        inputs = proto.input.filter { [constants] in constants[$0.name] == nil }
        outputs = proto.output
        nodes = proto.node.map(GraphNode.init)

        var known = Set(constants.keys)
        for input in inputs {
            guard known.insert(input.name).inserted else { throw .duplicateValue(input.name) }
        }
        nodes = try Self.ordered(nodes) { known.contains($0) || isOuter($0) }
    }

    /// The nodes in an order in which every value is computed before it is read: the file's own where that will do.
    private static func ordered(_ nodes: [GraphNode], isKnown: (String) -> Bool) throws(ONNXError.Problem) -> [GraphNode] {
        var producer: [String: Int] = [:]
        for (index, node) in nodes.enumerated() {
            for output in node.outputs where !output.isEmpty {
                guard !isKnown(output), producer.updateValue(index, forKey: output) == nil else {
                    throw .duplicateValue(output)
                }
            }
        }
        var readers = [[Int]](repeating: [], count: nodes.count)
        var waiting = [Int](repeating: 0, count: nodes.count)
        for (index, node) in nodes.enumerated() {
            for value in reads(node) where !value.isEmpty && !isKnown(value) {
                guard let source = producer[value] else { throw .unknownValue(value, readBy: node.name) }
                readers[source].append(index)
                waiting[index] += 1
            }
        }
        var order = nodes.indices.filter { waiting[$0] == 0 }
        var next = 0
        while next < order.count {
            for reader in readers[order[next]] {
                waiting[reader] -= 1
                if waiting[reader] == 0 { order.append(reader) }
            }
            next += 1
        }
        guard order.count == nodes.count else {
            let stuck = nodes.indices.filter { waiting[$0] > 0 }.prefix(5)
            throw .cycle(nodes: stuck.map { nodes[$0].name })
        }
        let rank = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
        let isSorted = nodes.indices.allSatisfy { index in
            readers[index].allSatisfy { $0 > index }
        }
        return isSorted ? nodes : nodes.indices.sorted { (rank[$0] ?? 0) < (rank[$1] ?? 0) }.map { nodes[$0] }
    }

    /// What a node reads, in its subgraphs too.
    static func reads(_ node: GraphNode) -> [String] {
        node.inputs + node.subgraphs.flatMap(captures)
    }

    /// What a subgraph reads from around it.
    private static func captures(_ graph: GraphProto) -> [String] {
        var own = Set(graph.initializer.map(\.name) + graph.input.map(\.name))
        own.formUnion(graph.node.flatMap(\.output))
        var found: [String] = []
        for node in graph.node {
            found += node.input
            for attribute in node.attribute {
                if let inner = attribute.g { found += captures(inner) }
            }
        }
        found += graph.output.map(\.name)
        return found.filter { !$0.isEmpty && !own.contains($0) }
    }

    /// The graph without the nodes that these values do not need.
    mutating func keepOnly(reaching values: [String]) {
        var needed = Set(values)
        var kept: [GraphNode] = []
        for node in nodes.reversed() where node.outputs.contains(where: needed.contains) {
            needed.formUnion(Self.reads(node))
            kept.append(node)
        }
        nodes = kept.reversed()
    }
}
