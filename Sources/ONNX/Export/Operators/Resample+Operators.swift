import Networks

extension ResizeBilinear: OperatorWriting {
    func write(_ node: ExportedNode, to graph: inout GraphBuilder) {
        Resample(to: size, .linear).write(node, to: &graph)
    }
}

extension Resample: OperatorWriting {
    /// `Resize`; two products with constant matrices where opset 17 has no words for it.
    func write(_ node: ExportedNode, to graph: inout GraphBuilder) {
        let input = node.shapes[0].size
        guard let mode = coordinates.mode, let extent = extent(of: input) else {
            let rows = matrix(from: input.height, to: size.height, scale: scale?.vertical)
            let columns = matrix(from: input.width, to: size.width, scale: scale?.horizontal)
            let left = graph.floats(rows, dims: [size.height, input.height])
            let right = graph.floats(
                Self.transposed(columns, rows: size.width, columns: input.width), dims: [input.width, size.width])
            graph.emit("MatMul", [graph.emit("MatMul", [left, node.inputs[0]]), right])
            return
        }
        var inputs = [node.inputs[0], ""]
        switch extent {
        case .scales(let vertical, let horizontal):
            inputs.append(graph.floats([1, 1, vertical, horizontal], dims: [4]))
        case .sizes:
            let batch = graph.emit("Shape", [node.inputs[0]], [AttributeProto("start", 0), AttributeProto("end", 2)])
            inputs += [
                "", graph.emit("Concat", [batch, graph.integers(size.list)], [AttributeProto("axis", 0)]),
            ]
        }
        graph.emit(
            "Resize", inputs,
            [AttributeProto("coordinate_transformation_mode", mode)] + interpolation.attributes)
    }

    /// How `Resize` is told the output's extent.
    private enum Extent {
        case scales(Float, Float)
        /// Sizes of all axes, the batch's among them: it has to be read while running.
        case sizes
    }

    /// nil where neither comes to the size that the operation states.
    private func extent(of input: Size) -> Extent? {
        if let scale {
            // Runtimes multiply and cut off, in single precision or in double.
            func isSame(_ input: Int, _ scale: Float, _ output: Int) -> Bool {
                Int(Float(input) * scale) == output && Int(Double(input) * Double(scale)) == output
            }
            return isSame(input.height, scale.vertical, size.height)
                && isSame(input.width, scale.horizontal, size.width) ? .scales(scale.vertical, scale.horizontal) : nil
        }
        func isExact(_ input: Int, _ output: Int) -> Bool {
            output % input == 0 || (input % output == 0 && (input / output).nonzeroBitCount == 1)
        }
        guard isExact(input.height, size.height), isExact(input.width, size.width) else { return .sizes }
        return .scales(Float(size.height) / Float(input.height), Float(size.width) / Float(input.width))
    }

    private static func transposed(_ matrix: [Float], rows: Int, columns: Int) -> [Float] {
        (0..<columns).flatMap { column in (0..<rows).map { matrix[$0 * columns + column] } }
    }
}

extension Resample.Coordinates {
    /// `coordinate_transformation_mode`; nil where opset 17 has none.
    fileprivate var mode: String? {
        switch self {
        case .halfPixel: "half_pixel"
        case .pytorchHalfPixel: "pytorch_half_pixel"
        case .alignCorners: "align_corners"
        case .asymmetric: "asymmetric"
        case .halfPixelSymmetric: nil
        }
    }
}

extension Resample.Interpolation {
    fileprivate var attributes: [AttributeProto] {
        switch self {
        case .linear: [AttributeProto("mode", "linear")]
        case .nearest(let rounding): [AttributeProto("mode", "nearest"), AttributeProto("nearest_mode", rounding.mode)]
        case .cubic(let coefficient, let excludesOutside):
            [
                AttributeProto("mode", "cubic"), AttributeProto("cubic_coeff_a", coefficient),
                AttributeProto("exclude_outside", excludesOutside ? 1 : 0),
            ]
        }
    }
}

extension Resample.Rounding {
    /// `nearest_mode`.
    fileprivate var mode: String {
        switch self {
        case .preferFloor: "round_prefer_floor"
        case .preferCeil: "round_prefer_ceil"
        case .floor: "floor"
        case .ceil: "ceil"
        }
    }
}
