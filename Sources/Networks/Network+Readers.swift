extension Network {
    /// How often each tensor is read, by nodes and as an output.
    func readCounts() -> [String: Int] {
        var counts: [String: Int] = [:]
        for node in nodes {
            for input in node.inputs { counts[input, default: 0] += 1 }
        }
        for output in outputs { counts[output, default: 0] += 1 }
        return counts
    }

    /// The inputs that some node or output still reads, in order.
    public func readInputs() -> [Input] {
        let counts = readCounts()
        return inputs.filter { counts[$0.name] != nil }
    }
}

extension Parameters {
    /// The parameters that a network reads, in its order.
    ///
    /// - Precondition: all of them are there.
    /// - Throws: what ``Network/inferShapes()`` throws.
    public func restricted(to network: Network) throws -> Parameters {
        var restricted = Parameters()
        for (name, _) in try network.parameterDefinitions() { restricted[name] = value(name) }
        return restricted
    }
}
