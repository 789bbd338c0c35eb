extension GraphPatterns {
    /// `(x − mean(x)) / √(mean((x − mean(x))²) + ε)`: what layer normalisation is before opset 17.
    func standardization(_ node: GraphNode) -> GraphNode? {
        guard let (centred, root) = quotient(node), let difference = self.node(centred, "Sub"),
            difference.inputs.count == 2
        else { return nil }
        let x = difference.input(0)
        guard let mean = self.node(difference.input(1), "ReduceMean"), mean.inputs.first == x,
            let sum = producer(root), sum.op == "Add", let (variance, epsilon) = operandAndScalar(sum),
            let square = self.node(variance, "ReduceMean"), let squared = square.inputs.first,
            let axes = axes(mean), axes == self.axes(square), isSquare(squared, of: difference)
        else { return nil }
        return replaced(
            node, FusedOperator.standardize, x,
            [AttributeProto("axes", axes), AttributeProto("epsilon", Float(epsilon))])
    }

    /// The dividend and what stands under the root of the divisor.
    private func quotient(_ node: GraphNode) -> (dividend: String, radicand: String)? {
        guard node.inputs.count == 2 else { return nil }
        if node.op == "Div", let root = radicand(node.inputs[1]) { return (node.inputs[0], root) }
        guard node.op == "Mul" else { return nil }
        for (value, other) in [(node.inputs[0], node.inputs[1]), (node.inputs[1], node.inputs[0])] {
            if let inverse = self.node(other, "Reciprocal"), let root = radicand(inverse.input(0)) {
                return (value, root)
            }
            if let power = self.node(other, "Pow"), scalar(power.input(1)) == -0.5 { return (value, power.input(0)) }
        }
        return nil
    }

    private func radicand(_ value: String) -> String? {
        if let root = node(value, "Sqrt") { return root.inputs.first }
        if let power = node(value, "Pow"), scalar(power.input(1)) == 0.5 { return power.inputs.first }
        return nil
    }

    private func axes(_ node: GraphNode) -> [Int]? {
        if let attribute = node.attributes["axes"] { return attribute.ints.map(Int.init) }
        guard node.inputs.count > 1 else { return nil }
        return constant(node.inputs[1])?.integers
    }

    /// Whether a value is the square of a difference, perhaps of a second node that computes the same.
    private func isSquare(_ value: String, of difference: GraphNode) -> Bool {
        let (factors, scale) = product(value)
        guard scale == 1, factors.count == 2 else { return false }
        return factors.allSatisfy { factor in
            guard let other = node(factor, "Sub") else { return false }
            return other.input(0) == difference.input(0) && sameMean(other.input(1), difference.input(1))
        }
    }

    private func sameMean(_ a: String, _ b: String) -> Bool {
        if a == b { return true }
        guard let first = node(a, "ReduceMean"), let second = node(b, "ReduceMean") else { return false }
        return first.inputs.first == second.inputs.first && axes(first) == axes(second)
    }
}
