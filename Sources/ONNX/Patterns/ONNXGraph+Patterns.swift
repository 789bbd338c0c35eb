extension ONNXGraph {
    /// Replaces what exporters write out in several nodes by the one operator that was meant. What the pattern's inner
    /// nodes computed stays where something else reads it.
    mutating func fusePatterns(opset: Int) {
        // Twice: one pattern may be a part of another, as HardSigmoid is of HardSwish.
        for _ in 0..<2 {
            let patterns = GraphPatterns(self)
            nodes = nodes.map { node in
                guard node.outputs.count == 1 else { return node }
                return patterns.hardSigmoid(node) ?? patterns.gate(node) ?? patterns.gelu(node)
                    ?? patterns.standardization(node) ?? node
            }
        }
    }
}
