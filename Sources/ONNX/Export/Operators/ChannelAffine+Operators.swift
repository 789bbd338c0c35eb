import Networks

extension ChannelAffine: OperatorWriting {
    func write(_ node: ExportedNode, to graph: inout GraphBuilder) {
        let scaled = graph.emit("Mul", [node.inputs[0], graph.channelParameter("weight", of: node)])
        if hasBias { graph.emit("Add", [scaled, graph.channelParameter("bias", of: node)]) }
    }
}
