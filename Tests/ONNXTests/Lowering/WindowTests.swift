import Networks
import Testing

@testable import ONNX

/// Convolutions and pools: padding by rule, rounding up, groups, and the transposed ones' stated outputs.
@Suite struct WindowTests {
    /// The input with zeros around it.
    private func padded(_ model: SmallModel, _ c: Int, _ i: Int, _ j: Int) -> Float {
        (0..<model.shape.height).contains(i) && (0..<model.shape.width).contains(j) ? model.frame(c, i, j) : 0
    }

    @Test func convolution() throws {
        var model = SmallModel(4, 5, 6)
        let weight = (0..<2 * 2 * 2 * 3).map { Float($0 % 5) - 2 }
        model.constant("w", [2, 2, 2, 3], weight)
        model.constant("b", [2], [1, -1])
        model.node(
            "Conv", ["x", "w", "b"], ["y"], AttributeProto("group", 2), AttributeProto("strides", [2, 1]),
            AttributeProto("dilations", [1, 2]), AttributeProto("pads", [1, 0, 0, 2]))
        try model.expect([1, 2, 3, 4], tolerance: 1e-4) { at in
            var sum: Float = at[1] == 0 ? 1 : -1
            for c in 0..<2 {
                for u in 0..<2 {
                    for v in 0..<3 {
                        let value = padded(model, at[1] * 2 + c, at[2] * 2 + u - 1, at[3] + 2 * v)
                        sum += weight[((at[1] * 2 + c) * 2 + u) * 3 + v] * value
                    }
                }
            }
            return sum
        }
    }

    @Test("an odd pixel of padding goes to one side", arguments: ["SAME_UPPER", "SAME_LOWER", "VALID"])
    func paddingByRule(mode: String) throws {
        var model = SmallModel(1, 4, 5)
        model.constant("w", [1, 1, 3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9])
        model.node(
            "Conv", ["x", "w"], ["y"], AttributeProto("auto_pad", mode), AttributeProto("strides", [2, 2]))
        let dims = mode == "VALID" ? [1, 1, 1, 2] : [1, 1, 2, 3]
        // Rows: 4 at a stride of 2 need one row in all. Columns: 5 need one on each side.
        let (top, left) = mode == "VALID" ? (0, 0) : mode == "SAME_UPPER" ? (0, 1) : (1, 1)
        try model.expect(dims, tolerance: 1e-4) { at in
            var sum: Float = 0
            for u in 0..<3 {
                for v in 0..<3 {
                    sum += Float(u * 3 + v + 1) * padded(model, 0, at[2] * 2 + u - top, at[3] * 2 + v - left)
                }
            }
            return sum
        }
    }

    @Test(arguments: [0, 1])
    func maxPoolRoundsUp(ceil: Int) throws {
        var model = SmallModel(2, 4, 6)
        model.node(
            "MaxPool", ["x"], ["y"], AttributeProto("kernel_shape", [3, 3]), AttributeProto("strides", [2, 2]),
            AttributeProto("ceil_mode", ceil))
        try model.expect([1, 2, ceil == 1 ? 2 : 1, ceil == 1 ? 3 : 2]) { at in
            var best = -Float.infinity
            for i in at[2] * 2..<min(at[2] * 2 + 3, 4) {
                for j in at[3] * 2..<min(at[3] * 2 + 3, 6) { best = max(best, model.frame(at[1], i, j)) }
            }
            return best
        }
    }

    @Test("the padding counts or does not", arguments: [0, 1])
    func averagePool(counts: Int) throws {
        var model = SmallModel(1, 4, 4)
        model.node(
            "AveragePool", ["x"], ["y"], AttributeProto("kernel_shape", [3, 3]), AttributeProto("strides", [2, 2]),
            AttributeProto("pads", [1, 1, 1, 1]), AttributeProto("count_include_pad", counts))
        try model.expect([1, 1, 2, 2]) { at in
            var (sum, count): (Float, Float) = (0, 0)
            for i in at[2] * 2 - 1..<at[2] * 2 + 2 {
                for j in at[3] * 2 - 1..<at[3] * 2 + 2 {
                    sum += padded(model, 0, i, j)
                    count += (0..<4).contains(i) && (0..<4).contains(j) ? 1 : 0
                }
            }
            return sum / (counts == 1 ? 9 : count)
        }
    }

    @Test("a window that reaches beyond the input by rounding up counts only what is there")
    func averagePoolRoundsUp() throws {
        var model = SmallModel(1, 1, 5)
        model.node(
            "AveragePool", ["x"], ["y"], AttributeProto("kernel_shape", [1, 2]), AttributeProto("strides", [1, 2]),
            AttributeProto("ceil_mode", 1), AttributeProto("count_include_pad", 1))
        try model.expect([1, 1, 1, 3]) { at in
            at[3] == 2 ? model.frame(0, 0, 4) : (model.frame(0, 0, at[3] * 2) + model.frame(0, 0, at[3] * 2 + 1)) / 2
        }
    }

    @Test("the output's extent by padding, or stated", arguments: ["pads", "output_shape", "SAME_UPPER", "both"])
    func transposedConvolution(form: String) throws {
        var model = SmallModel(1, 2, 3)
        model.constant("w", [1, 1, 3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9])
        let attribute =
            switch form {
            case "pads": AttributeProto("pads", [0, 0, 1, 1])
            case "output_shape": AttributeProto("output_shape", [4, 6])
            default: AttributeProto("auto_pad", form)
            }
        guard form != "both" else {
            // What is stated counts, and not what padding by rule would come to: nothing is cut off.
            model.node(
                "ConvTranspose", ["x", "w"], ["y"], AttributeProto("strides", [2, 2]),
                AttributeProto("auto_pad", "SAME_UPPER"), AttributeProto("output_shape", [5, 7]))
            let network = try model.imported().network
            let shape = try network.inferShapes().of(network.outputs[0])
            #expect(shape == FeatureShape(height: 5, width: 7, channels: 1))
            return
        }
        model.node("ConvTranspose", ["x", "w"], ["y"], AttributeProto("strides", [2, 2]), attribute)
        // (n − 1)·2 + 3 rows, one of which is cut: behind, or before where the output's extent is stated.
        let cut = form == "output_shape" ? 1 : 0
        try model.expect([1, 1, 4, 6], tolerance: 1e-4) { at in
            var sum: Float = 0
            for i in 0..<2 {
                for j in 0..<3 {
                    let (u, v) = (at[2] + cut - 2 * i, at[3] + cut - 2 * j)
                    if (0..<3).contains(u), (0..<3).contains(v) {
                        sum += model.frame(0, i, j) * Float(u * 3 + v + 1)
                    }
                }
            }
            return sum
        }
    }

    @Test(arguments: [17, 18])
    func reductions(opset: Int) throws {
        for (op, axes, keeps) in [
            ("ReduceMean", [2, 3], 1), ("ReduceMean", [1], 1), ("ReduceSum", [-1], 1), ("ReduceMax", [2, 3], 0),
            ("ReduceL2", [2, 3], 1), ("ReduceMean", [1, 2, 3], 1),
        ] {
            var model = SmallModel(opset: opset, 2, 3, 4)
            model.constant("axes", axes)
            let keep = AttributeProto("keepdims", keeps)
            if opset >= 18 || op == "ReduceSum" {
                model.node(op, ["x", "axes"], ["y"], keep)
            } else {
                model.node(op, ["x"], ["y"], AttributeProto("axes", axes), keep)
            }
            let reduced = Set(axes.map { ($0 + 4) % 4 })
            let extents = [1, 2, 3, 4]
            let dims = extents.indices.compactMap { reduced.contains($0) ? (keeps == 1 ? 1 : nil) : extents[$0] }
            try model.expect(dims, tolerance: 1e-4) { at in
                let full = keeps == 1 ? at : at + [0, 0]
                var values: [Float] = []
                for c in reduced.contains(1) ? 0..<2 : full[1]..<full[1] + 1 {
                    for i in reduced.contains(2) ? 0..<3 : full[2]..<full[2] + 1 {
                        for j in reduced.contains(3) ? 0..<4 : full[3]..<full[3] + 1 {
                            values.append(model.frame(c, i, j))
                        }
                    }
                }
                return switch op {
                case "ReduceMean": values.reduce(0, +) / Float(values.count)
                case "ReduceSum": values.reduce(0, +)
                case "ReduceMax": values.max() ?? 0
                default: values.reduce(0) { $0 + $1 * $1 }.squareRoot()
                }
            }
        }
    }
}
