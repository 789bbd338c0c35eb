import Networks

extension Activation: OperatorWriting {
    func write(_ node: ExportedNode, to graph: inout GraphBuilder) {
        function.apply(to: node.inputs[0], in: &graph)
    }
}

extension DeltaActivation: OperatorWriting {
    func write(_ node: ExportedNode, to graph: inout GraphBuilder) {
        let value = graph.emit("Add", node.inputs)
        let (now, before) = (
            function.apply(to: value, in: &graph), function.apply(to: node.inputs[0], in: &graph)
        )
        graph.emit("Sub", [now, before])
    }
}
