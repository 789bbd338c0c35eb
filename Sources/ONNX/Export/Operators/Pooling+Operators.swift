import Networks

extension MaxPool: OperatorWriting {
    func write(_ node: ExportedNode, to graph: inout GraphBuilder) {
        let (input, pads) = graph.padded(node.inputs[0], padding, kernel, with: -.greatestFiniteMagnitude)
        graph.emit(
            "MaxPool", [input],
            [
                AttributeProto("kernel_shape", kernel.list), AttributeProto("strides", stride.list),
                AttributeProto("pads", pads.list), AttributeProto("dilations", dilation.list),
            ])
    }
}

extension AveragePool: OperatorWriting {
    func write(_ node: ExportedNode, to graph: inout GraphBuilder) {
        let (input, pads) = graph.padded(node.inputs[0], padding, kernel, with: 0)
        let isPadded = pads != padding
        let mean = graph.emit(
            "AveragePool", [input],
            [
                AttributeProto("kernel_shape", kernel.list), AttributeProto("strides", stride.list),
                AttributeProto("pads", pads.list),
                AttributeProto("count_include_pad", countsPadding || isPadded ? 1 : 0),
            ])
        if isPadded, !countsPadding {
            graph.emit("Mul", [mean, graph.floats(shares(node), dims: [node.output.height, node.output.width])])
        }
    }

    /// What the mean over a whole window is to be multiplied by, to be one over the pixels of the input in it.
    private func shares(_ node: ExportedNode) -> [Float] {
        func counts(_ output: Int, _ kernel: Int, _ stride: Int, _ near: Int, _ extent: Int) -> [Int] {
            (0..<output).map { p in
                (0..<kernel).count { (0..<extent).contains(p * stride - near + $0) }
            }
        }
        let (input, output) = (node.shapes[0], node.output)
        let rows = counts(output.height, kernel.height, stride.height, padding.top, input.height)
        let columns = counts(output.width, kernel.width, stride.width, padding.left, input.width)
        return rows.flatMap { row in columns.map { Float(kernel.area) / Float(row * $0) } }
    }
}

extension GlobalAveragePool: OperatorWriting {
    func write(_ node: ExportedNode, to graph: inout GraphBuilder) { graph.emit("GlobalAveragePool", node.inputs) }
}

extension ChannelMean: OperatorWriting {
    func write(_ node: ExportedNode, to graph: inout GraphBuilder) {
        graph.emit("ReduceMean", node.inputs, [AttributeProto("axes", [1]), AttributeProto("keepdims", 1)])
    }
}

extension GraphBuilder {
    /// A pool's input and padding: runtimes refuse windows that fit into the padding, so that such padding becomes a
    /// `Pad` before the pool. A row too many that is cut off again keeps ONNX Runtime from making the two one.
    fileprivate mutating func padded(
        _ input: String, _ padding: Padding, _ kernel: Size, with value: Float
    ) -> (String, Padding) {
        if max(padding.top, padding.bottom) < kernel.height, max(padding.left, padding.right) < kernel.width {
            return (input, padding)
        }
        var wider = padding
        wider.bottom += 1
        let padded = emit("Pad", [input, integers(wider.listOfAllAxes), scalar(value)])
        let cut = emit("Slice", [padded, integers([0]), integers([-1]), integers([2])])
        return (cut, Padding(vertical: 0, horizontal: 0))
    }
}
