import Networks

extension Rearrange: OperatorWriting {
    /// Channels go to the end, where the engine has them, and come back.
    func write(_ node: ExportedNode, to graph: inout GraphBuilder) {
        let last = graph.emit("Transpose", node.inputs, [AttributeProto("perm", [0, 2, 3, 1])])
        let split = graph.emit("Reshape", [last, graph.integers([0] + sizes)])
        let moved = graph.emit("Transpose", [split], [AttributeProto("perm", [0] + order.map { $0 + 1 })])
        let shape = graph.integers([0, output.height, output.width, output.channels])
        let joined = graph.emit("Reshape", [moved, shape])
        graph.emit("Transpose", [joined], [AttributeProto("perm", [0, 3, 1, 2])])
    }
}
