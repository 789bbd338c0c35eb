extension GraphPatterns {
    /// `x · σ(x)` is SiLU, `x · hardsigmoid(x)` HardSwish, `x · tanh(softplus(x))` Mish.
    func gate(_ node: GraphNode) -> GraphNode? {
        guard node.op == "Mul", node.inputs.count == 2 else { return nil }
        for (value, other) in [(node.inputs[0], node.inputs[1]), (node.inputs[1], node.inputs[0])] {
            guard let gate = producer(other), let input = gate.inputs.first else { continue }
            switch gate.op {
            case "Sigmoid" where input == value: return replaced(node, FusedOperator.silu, value)
            case "HardSigmoid" where input == value:
                let alpha = gate.attributes["alpha"]?.f ?? 0.2
                let beta = gate.attributes["beta"]?.f ?? 0.5
                guard Double(alpha).isAbout(1 / 6), Double(beta).isAbout(0.5) else { return nil }
                return replaced(node, "HardSwish", value)
            case "Tanh":
                guard let inner = self.node(input, "Softplus"), inner.inputs.first == value else { continue }
                return replaced(node, "Mish", value)
            default: continue
            }
        }
        return nil
    }

    /// `clip(x + b, 0, c) / c` is HardSigmoid, and with x before or behind the division it is a HardSwish.
    func hardSigmoid(_ node: GraphNode) -> GraphNode? {
        guard node.op == "Div" || node.op == "Mul",
            let (value, number) = operandAndScalar(node, commutes: node.op == "Mul"), number != 0
        else { return nil }
        let divisor = node.op == "Div" ? number : 1 / number
        if let (input, offset, bound) = clippedSum(value), bound.isAbout(divisor) {
            return GraphNode(
                "HardSigmoid", name: node.name, inputs: [input], outputs: node.outputs,
                attributes: [
                    AttributeProto("alpha", Float(1 / bound)), AttributeProto("beta", Float(offset / bound)),
                ])
        }
        guard let product = self.node(value, "Mul"), product.inputs.count == 2 else { return nil }
        for (factor, other) in [(product.inputs[0], product.inputs[1]), (product.inputs[1], product.inputs[0])] {
            guard let (input, offset, bound) = clippedSum(other), input == factor, bound.isAbout(divisor),
                bound.isAbout(6), offset.isAbout(3)
            else { continue }
            return replaced(node, "HardSwish", factor)
        }
        return nil
    }

    /// The parts of `clip(x + b, 0, c)`.
    private func clippedSum(_ value: String) -> (input: String, offset: Double, bound: Double)? {
        guard let clip = node(value, "Clip"), let inner = clip.inputs.first, let sum = node(inner, "Add"),
            let (input, offset) = operandAndScalar(sum)
        else { return nil }
        func bound(_ index: Int, _ attribute: String) -> Double? {
            if let value = clip.attributes[attribute]?.f { return Double(value) }
            return index < clip.inputs.count ? scalar(clip.inputs[index]) : nil
        }
        guard bound(1, "min") == 0, let high = bound(2, "max"), high > 0 else { return nil }
        return (input, offset, high)
    }

    func replaced(_ node: GraphNode, _ op: String, _ input: String, _ attributes: [AttributeProto] = []) -> GraphNode {
        GraphNode(op, name: node.name, inputs: [input], outputs: node.outputs, attributes: attributes)
    }
}
