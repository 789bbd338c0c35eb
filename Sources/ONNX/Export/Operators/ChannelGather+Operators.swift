import Networks

extension ChannelGather: OperatorWriting {
    /// A slice where the channels are evenly spaced.
    func write(_ node: ExportedNode, to graph: inout GraphBuilder) {
        let step = indices.count > 1 ? indices[1] - indices[0] : 1
        let isSlice = step != 0 && indices.indices.allSatisfy { indices[$0] == indices[0] + $0 * step }
        if isSlice {
            let slice = Crop.Slice(begin: indices[0], count: indices.count, step: step)
            graph.slice(node.inputs[0], [(1, slice, node.shapes[0].channels)])
        } else {
            graph.emit("Gather", [node.inputs[0], graph.integers(indices)], [AttributeProto("axis", 1)])
        }
    }
}
