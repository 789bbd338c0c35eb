import Networks

extension PReLU: OperatorWriting {
    func write(_ node: ExportedNode, to graph: inout GraphBuilder) {
        graph.emit("PRelu", [node.inputs[0], graph.channelParameter("weight", of: node)])
    }
}

extension DeltaPReLU: OperatorWriting {
    func write(_ node: ExportedNode, to graph: inout GraphBuilder) {
        let slope = graph.channelParameter("weight", of: node)
        let now = graph.emit("PRelu", [graph.emit("Add", node.inputs), slope])
        graph.emit("Sub", [now, graph.emit("PRelu", [node.inputs[0], slope])])
    }
}
