extension Network {
    /// Multiply-accumulates of every node that has any, in order.
    public func macsByNode() throws -> [(node: String, macs: Int)] {
        let shapes = try inferShapes()
        return nodes.compactMap { node in
            let macs = node.operation.definition.macs(shapes.inputs(of: node), output: shapes.of(node.name))
            return macs > 0 ? (node.name, macs) : nil
        }
    }

    /// Multiply-accumulates of one run over one sample. 1 MAC = 2 FLOPs.
    public func macs() throws -> Int {
        try macsByNode().reduce(0) { $0 + $1.macs }
    }

    /// Multiply-accumulates of one run that no node counts: products of two maps, which no student replaces.
    public func uncountedMACs() throws -> Int {
        let shapes = try inferShapes()
        return nodes.reduce(0) { sum, node in
            guard case .matrixProduct(let product) = node.operation else { return sum }
            return sum + product.uncountedMACs(shapes.inputs(of: node))
        }
    }

    /// Every parameter the network reads, in node order: full name and definition.
    public func parameterDefinitions() throws -> [(name: String, definition: ParameterDefinition)] {
        let shapes = try inferShapes()
        return nodes.flatMap { node in
            node.operation.definition.parameters(shapes.inputs(of: node)).map { (node.parameterName($0.role), $0) }
        }
    }

    /// The number of trainable scalars: running statistics do not count.
    public func parameterCount() throws -> Int {
        try parameterDefinitions().reduce(0) { total, parameter in
            parameter.definition.isTrainable ? total + parameter.definition.shape.reduce(1, *) : total
        }
    }
}
