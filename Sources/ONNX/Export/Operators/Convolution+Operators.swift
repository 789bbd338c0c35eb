import Networks

extension Convolution: OperatorWriting {
    func write(_ node: ExportedNode, to graph: inout GraphBuilder) {
        var inputs = [node.inputs[0], graph.parameter("weight", of: node)]
        if hasBias { inputs.append(graph.parameter("bias", of: node)) }
        graph.emit(
            "Conv", inputs,
            [
                AttributeProto("kernel_shape", kernel.list), AttributeProto("strides", stride.list),
                AttributeProto("pads", padding.list), AttributeProto("dilations", dilation.list),
                AttributeProto("group", groups),
            ])
    }
}

extension Size {
    /// As attributes list it.
    var list: [Int] { [height, width] }
}

extension Padding {
    /// As attributes list it: the near sides, then the far ones.
    var list: [Int] { [top, left, bottom, right] }

    /// As `Pad` lists it, batch and channels included.
    var listOfAllAxes: [Int] { [0, 0, top, left, 0, 0, bottom, right] }
}
