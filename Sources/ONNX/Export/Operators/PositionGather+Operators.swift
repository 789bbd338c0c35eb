import Networks

extension PositionGather: OperatorWriting {
    func write(_ node: ExportedNode, to graph: inout GraphBuilder) {
        let gathered = graph.emit("Gather", [node.inputs[0], graph.integers(rows)], [AttributeProto("axis", 2)])
        graph.emit("Gather", [gathered, graph.integers(columns)], [AttributeProto("axis", 3)])
    }
}
