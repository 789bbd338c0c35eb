import Networks

extension TransposedConvolution: OperatorWriting {
    func write(_ node: ExportedNode, to graph: inout GraphBuilder) {
        var inputs = [node.inputs[0], graph.parameter("weight", of: node)]
        if hasBias { inputs.append(graph.parameter("bias", of: node)) }
        graph.emit(
            "ConvTranspose", inputs,
            [
                AttributeProto("kernel_shape", kernel.list), AttributeProto("strides", stride.list),
                AttributeProto("pads", padding.list), AttributeProto("dilations", dilation.list),
                AttributeProto("output_padding", outputPadding.list), AttributeProto("group", groups),
            ])
    }
}
