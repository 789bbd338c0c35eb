extension GraphPatterns {
    /// `½ x (1 + erf(x / √2))` is GELU, `½ x (1 + tanh(√(2/π) (x + 0.044715 x³)))` its approximation, bracketed in
    /// whatever way.
    func gelu(_ node: GraphNode) -> GraphNode? {
        guard node.op == "Mul" || node.op == "Div", let output = node.outputs.first else { return nil }
        // The argument may be a product itself, and must then not be taken apart.
        for whole in [nil] + arguments(of: product(output).factors) {
            if let fused = gelu(node, product(output, whole: whole)) { return fused }
        }
        return nil
    }

    /// What stands under the error function or the hyperbolic tangent in one of a product's factors.
    private func arguments(of factors: [String]) -> [String?] {
        factors.flatMap { factor -> [String] in
            guard let sum = node(factor, "Add"), let (inner, _) = operandAndScalar(sum),
                let function = producer(inner), ["Erf", "Tanh"].contains(function.op),
                let scaled = producer(function.input(0)), let (argument, _) = operandAndScalar(scaled)
            else { return [] }
            return [argument] + (producer(argument)?.inputs ?? [])
        }
    }

    private func gelu(_ node: GraphNode, _ product: (factors: [String], scale: Double)) -> GraphNode? {
        let (factors, scale) = product
        guard factors.count == 2, scale.isAbout(0.5) else { return nil }
        for (value, other) in [(factors[0], factors[1]), (factors[1], factors[0])] {
            guard let sum = self.node(other, "Add"), let (inner, one) = operandAndScalar(sum), one == 1 else {
                continue
            }
            if let erf = self.node(inner, "Erf"), isErfArgument(erf.input(0), of: value) {
                return replaced(node, FusedOperator.gelu, value)
            }
            if let tanh = self.node(inner, "Tanh"), isTanhArgument(tanh.input(0), of: value) {
                return replaced(node, FusedOperator.geluTanh, value)
            }
        }
        return nil
    }

    private func isErfArgument(_ value: String, of x: String) -> Bool {
        let (factors, scale) = product(value, whole: x)
        return factors == [x] && scale.isAbout(0.5.squareRoot())
    }

    /// `√(2/π) (x + 0.044715 x³)`, or `√(2/π) x (1 + 0.044715 x²)`.
    private func isTanhArgument(_ value: String, of x: String) -> Bool {
        let (factors, scale) = product(value, whole: x)
        guard scale.isAbout((2 / Double.pi).squareRoot()) else { return false }
        if factors.count == 1, let sum = node(factors[0], "Add"), sum.inputs.count == 2 {
            return [(0, 1), (1, 0)].contains { first, second in
                let cube = product(sum.inputs[second], whole: x)
                return sum.inputs[first] == x && cube.factors == [x, x, x] && cube.scale.isAbout(0.044715)
            }
        }
        guard factors.count == 2, let place = factors.firstIndex(of: x), let sum = node(factors[1 - place], "Add"),
            let (inner, one) = operandAndScalar(sum), one == 1
        else { return false }
        let square = product(inner, whole: x)
        return square.factors == [x, x] && square.scale.isAbout(0.044715)
    }
}
