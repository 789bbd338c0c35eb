import Networks

extension DepthToSpace: OperatorWriting {
    func write(_ node: ExportedNode, to graph: inout GraphBuilder) {
        let mode = order == .pixelsFirst ? "DCR" : "CRD"
        graph.emit("DepthToSpace", node.inputs, [AttributeProto("blocksize", block), AttributeProto("mode", mode)])
    }
}

extension SpaceToDepth: OperatorWriting {
    /// The operator puts pixels first; another order is picked from its channels.
    func write(_ node: ExportedNode, to graph: inout GraphBuilder) {
        let blocks = graph.emit("SpaceToDepth", node.inputs, [AttributeProto("blocksize", block)])
        guard order != .pixelsFirst else { return }
        let channels = node.shapes[0].channels
        var indices = Array(repeating: 0, count: node.output.channels)
        for c in 0..<channels {
            for u in 0..<block {
                for v in 0..<block {
                    indices[order.channel(c, u, v, block: block, channels: channels)] =
                        BlockOrder.pixelsFirst.channel(c, u, v, block: block, channels: channels)
                }
            }
        }
        graph.emit("Gather", [blocks, graph.integers(indices)], [AttributeProto("axis", 1)])
    }
}
