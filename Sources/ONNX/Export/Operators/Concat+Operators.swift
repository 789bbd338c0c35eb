import Networks

extension Concat: OperatorWriting {
    /// Constants are repeated along the batch, unless there is nothing else.
    func write(_ node: ExportedNode, to graph: inout GraphBuilder) {
        let isConstant = node.inputs.allSatisfy(graph.isConstant)
        let inputs = isConstant ? node.inputs : node.inputs.map { graph.batched($0) }
        graph.emit("Concat", inputs, [AttributeProto("axis", 1)])
    }
}
