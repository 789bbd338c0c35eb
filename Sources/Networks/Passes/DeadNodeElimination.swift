extension Network {
    /// The network without the nodes from which no output can be reached.
    public func eliminatingDeadNodes() -> Network {
        var needed = Set(outputs)
        var kept: [Node] = []
        for node in nodes.reversed() where needed.contains(node.name) {
            needed.formUnion(node.inputs)
            kept.append(node)
        }
        var network = self
        network.nodes = kept.reversed()
        return network
    }

    /// The network without the inputs that nothing reads.
    public func eliminatingUnreadInputs() -> Network {
        var network = self
        network.inputs = readInputs()
        return network
    }
}
