import Networks

extension Add: OperatorWriting {
    func write(_ node: ExportedNode, to graph: inout GraphBuilder) { graph.emit("Add", node.inputs) }
}

extension Subtract: OperatorWriting {
    func write(_ node: ExportedNode, to graph: inout GraphBuilder) { graph.emit("Sub", node.inputs) }
}

extension Multiply: OperatorWriting {
    func write(_ node: ExportedNode, to graph: inout GraphBuilder) { graph.emit("Mul", node.inputs) }
}

extension Divide: OperatorWriting {
    func write(_ node: ExportedNode, to graph: inout GraphBuilder) { graph.emit("Div", node.inputs) }
}
