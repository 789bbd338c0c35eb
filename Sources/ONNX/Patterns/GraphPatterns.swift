/// A graph seen from its values: which node makes each, and what is constant. Patterns are looked up here.
struct GraphPatterns {
    private let producers: [String: GraphNode]
    private let constants: [String: ConstantTensor]

    init(_ graph: ONNXGraph) {
        var producers: [String: GraphNode] = [:]
        for node in graph.nodes where node.outputs.count == 1 { producers[node.outputs[0]] = node }
        self.producers = producers
        constants = graph.constants
    }

    /// No pattern has a product of more factors.
    private static let factorLimit = 8

    /// The node that makes a value, if its operator is the given one.
    func node(_ value: String, _ op: String) -> GraphNode? {
        guard let node = producers[value], node.op == op else { return nil }
        return node
    }

    func producer(_ value: String) -> GraphNode? { producers[value] }

    func isConstant(_ value: String) -> Bool { constants[value] != nil }

    func constant(_ value: String) -> ConstantTensor? { constants[value] }

    /// A constant's only number.
    func scalar(_ value: String) -> Double? { constants[value]?.scalar }

    /// The two inputs of a node, the constant number of one of them apart; in either order where `commutes`.
    func operandAndScalar(_ node: GraphNode, commutes: Bool = true) -> (value: String, scalar: Double)? {
        guard node.inputs.count == 2 else { return nil }
        if let number = scalar(node.inputs[1]), !isConstant(node.inputs[0]) { return (node.inputs[0], number) }
        if commutes, let number = scalar(node.inputs[0]), !isConstant(node.inputs[1]) {
            return (node.inputs[1], number)
        }
        return nil
    }

    /// A product taken apart, whatever way it is bracketed: its factors that are not constant, and the constants'
    /// product. `Pow` with a small whole exponent counts as that many factors, `whole` is not taken apart.
    func product(_ value: String, whole: String? = nil, depth: Int = 6) -> (factors: [String], scale: Double) {
        guard depth > 0, value != whole, let node = producers[value] else { return ([value], 1) }
        switch node.op {
        case "Mul" where node.inputs.count == 2:
            var factors: [String] = []
            var scale = 1.0
            for input in node.inputs {
                if let number = scalar(input) {
                    scale *= number
                } else {
                    let inner = product(input, whole: whole, depth: depth - 1)
                    factors += inner.factors
                    scale *= inner.scale
                }
            }
            return factors.count <= Self.factorLimit ? (factors, scale) : ([value], 1)
        case "Div" where node.inputs.count == 2:
            guard let number = scalar(node.inputs[1]) else { return ([value], 1) }
            let inner = product(node.inputs[0], whole: whole, depth: depth - 1)
            return (inner.factors, inner.scale / number)
        case "Pow" where node.inputs.count == 2:
            guard let exponent = scalar(node.inputs[1]), [2, 3].contains(exponent) else { return ([value], 1) }
            let inner = product(node.inputs[0], whole: whole, depth: depth - 1)
            let repeated = (0..<Int(exponent)).flatMap { _ in inner.factors }
            guard repeated.count <= Self.factorLimit else { return ([value], 1) }
            return (repeated, exponent == 2 ? inner.scale * inner.scale : inner.scale * inner.scale * inner.scale)
        default: return ([value], 1)
        }
    }
}

extension Double {
    /// Whether a constant in a file, perhaps in half precision, is the number that a formula has.
    func isAbout(_ other: Double) -> Bool { abs(self - other) <= 2e-3 * abs(other) }
}
