import Networks

extension GroupNorm: OperatorWriting {
    /// Groups become the channels of an instance normalisation, positions and a group's channels its positions.
    func write(_ node: ExportedNode, to graph: inout GraphBuilder) {
        let shape = node.output
        let ones = graph.floats(Array(repeating: 1, count: groups), dims: [groups])
        let zeros = graph.floats(Array(repeating: 0, count: groups), dims: [groups])
        let epsilon = AttributeProto("epsilon", Float(epsilon))
        if groups == shape.channels {
            graph.emit("InstanceNormalization", [node.inputs[0], ones, zeros], [epsilon])
        } else {
            let grouped = graph.emit("Reshape", [node.inputs[0], graph.integers([0, groups, -1])])
            let normal = graph.emit("InstanceNormalization", [grouped, ones, zeros], [epsilon])
            graph.emit("Reshape", [normal, graph.integers([0, shape.channels, shape.height, shape.width])])
        }
    }
}

extension LayerNorm: OperatorWriting {
    /// The operator works on the last axes: channels go there and come back.
    func write(_ node: ExportedNode, to graph: inout GraphBuilder) {
        let channels = node.output.channels
        let ones = graph.floats(Array(repeating: 1, count: channels), dims: [channels])
        let last = graph.emit("Transpose", node.inputs, [AttributeProto("perm", [0, 2, 3, 1])])
        let normal = graph.emit(
            "LayerNormalization", [last, ones], [AttributeProto("axis", -1), AttributeProto("epsilon", Float(epsilon))])
        graph.emit("Transpose", [normal], [AttributeProto("perm", [0, 3, 1, 2])])
    }
}

extension Softmax: OperatorWriting {
    func write(_ node: ExportedNode, to graph: inout GraphBuilder) {
        graph.emit("Softmax", node.inputs, [AttributeProto("axis", 1)])
    }
}
