import Networks
import Testing

@testable import ONNX

/// Reshapes and transpositions that compute nothing, and what they turn other operators into.
@Suite struct LayoutTests {
    @Test func channelShuffleIsOneGather() throws {
        var model = SmallModel(6)
        model.constant("split", [1, 2, 3, 3, 5])
        model.constant("joined", [1, 6, 3, 5])
        model.node("Reshape", ["x", "split"], ["a"])
        model.node("Transpose", ["a"], ["b"], AttributeProto("perm", [0, 2, 1, 3, 4]))
        model.node("Reshape", ["b", "joined"], ["y"])
        #expect(try model.kinds() == ["channel-gather"])
        try model.expect([1, 6, 3, 5]) { model.frame($0[1] % 2 * 3 + $0[1] / 2, $0[2], $0[3]) }
    }

    @Test func linearLayerOverChannelsLast() throws {
        var model = SmallModel(4)
        model.constant("w", [4, 2], (0..<8).map { Float($0) / 4 })
        model.constant("b", [2], [1, -1])
        model.node("Transpose", ["x"], ["a"], AttributeProto("perm", [0, 2, 3, 1]))
        model.node("MatMul", ["a", "w"], ["m"])
        model.node("Add", ["b", "m"], ["s"])
        model.node("Transpose", ["s"], ["y"], AttributeProto("perm", [0, 3, 1, 2]))
        #expect(try model.kinds() == ["conv"])
        try model.expect([1, 2, 3, 5]) { at in
            let bias: Float = at[1] == 0 ? 1 : -1
            return (0..<4).reduce(bias) { $0 + model.frame($1, at[2], at[3]) * Float($1 * 2 + at[1]) / 4 }
        }
    }

    @Test(arguments: [("Flatten", 17), ("Reshape", 13), ("Reshape", 21)])
    func layerOverTheWholeMapIsAValidConvolution(op: String, opset: Int) throws {
        var model = SmallModel(opset: opset, 2, 3, 4)
        model.constant("w", [3, 24], (0..<72).map { Float($0 % 7) - 3 })
        model.constant("c", [3], [1, 2, 3])
        model.constant("flat", [0, -1])
        model.node(op, op == "Flatten" ? ["x"] : ["x", "flat"], ["a"])
        model.node("Gemm", ["a", "w", "c"], ["y"], AttributeProto("transB", 1), AttributeProto("beta", Float(0.5)))
        try model.expect([1, 3], tolerance: 1e-4) { at in
            (0..<24).reduce(Float(at[1] + 1) / 2) { sum, k in
                sum + model.frame[k] * Float((at[1] * 24 + k) % 7 - 3)
            }
        }
    }

    @Test("a layer over a map whose channels stand last reads the same weights in another order")
    func layerOverATransposedMap() throws {
        var model = SmallModel(2, 3, 2)
        model.constant("w", [12, 1], (0..<12).map(Float.init))
        model.node("Transpose", ["x"], ["t"], AttributeProto("perm", [0, 2, 3, 1]))
        model.node("Flatten", ["t"], ["a"])
        model.node("MatMul", ["a", "w"], ["y"])
        try model.expect([1, 1], tolerance: 1e-4) { _ in
            var sum: Float = 0
            for i in 0..<3 {
                for j in 0..<2 { for c in 0..<2 { sum += model.frame(c, i, j) * Float((i * 2 + j) * 2 + c) } }
            }
            return sum
        }
    }

    @Test(arguments: [11, 13])
    func axesAsAttributeAndAsInput(opset: Int) throws {
        var model = SmallModel(opset: opset)
        model.constant("end", [4])
        model.constant("two", [2])
        func node(_ op: String, _ input: String, _ output: String, _ axes: String, _ value: Int) -> NodeProto {
            opset < 13
                ? NodeProto(
                    op, inputs: [input], outputs: [output], attributes: [AttributeProto("axes", [value])])
                : NodeProto(op, inputs: [input, axes], outputs: [output])
        }
        model.nodes = [
            NodeProto("GlobalAveragePool", inputs: ["x"], outputs: ["p"]), node("Unsqueeze", "p", "u", "end", 4),
            node("Squeeze", "u", "s", "two", 2), NodeProto("Mul", inputs: ["x", "s"], outputs: ["y"]),
        ]
        try model.expect([1, 4, 3, 5]) { at in
            var mean: Float = 0
            for i in 0..<3 { for j in 0..<5 { mean += model.frame(at[1], i, j) / 15 } }
            return model.frame(at[1], at[2], at[3]) * mean
        }
    }

    @Test("blocks of pixels made of channels by reshapes, and back")
    func pixelShuffle() throws {
        var model = SmallModel(8, 2, 3)
        model.constant("apart", [1, 2, 2, 2, 2, 3])
        model.constant("image", [1, 2, 4, 6])
        model.constant("blocks", [1, 2, 2, 2, 3, 2])
        model.constant("back", [1, 8, 2, 3])
        model.node("Reshape", ["x", "apart"], ["a"])
        model.node("Transpose", ["a"], ["b"], AttributeProto("perm", [0, 1, 4, 2, 5, 3]))
        model.node("Reshape", ["b", "image"], ["c"])
        model.node("Relu", ["c"], ["y"])
        try model.expect([1, 2, 4, 6]) { at in
            max(0, model.frame(at[1] * 4 + at[2] % 2 * 2 + at[3] % 2, at[2] / 2, at[3] / 2))
        }
        model.node("GlobalAveragePool", ["c"], ["p"])
        model.node("Mul", ["c", "p"], ["d"])
        model.node("Sub", ["d", "d"], ["e"])
        model.node("Add", ["e", "c"], ["f"])
        model.node("Reshape", ["f", "blocks"], ["g"])
        model.node("Transpose", ["g"], ["h"], AttributeProto("perm", [0, 1, 3, 5, 2, 4]))
        model.node("Reshape", ["h", "back"], ["z"])
        model.outputs = ["z"]
        try model.expect([1, 8, 2, 3]) { model.frame($0[1], $0[2], $0[3]) }
    }

    @Test func whatDoesNotFitIsAnErrorThatNamesTheNode() throws {
        var model = SmallModel(4, 3, 5)
        model.constant("odd", [1, 6, 2, 4])
        model.node("Reshape", ["x", "odd"], ["y"])
        let error = #expect(throws: ONNXError.self) { try model.imported() }
        guard case .node(let fault) = error?.problem else {
            Issue.record("\(error as Any)")
            return
        }
        #expect(fault.node == "Reshape_0" && fault.op == "Reshape" && fault.shapes.first == [1, 4, 3, 5])
    }
}
