import Foundation
import Networks
import Testing

@testable import ONNX

@Suite struct NormalizationTests {
    /// `(x − μ) / √(σ² + ε)` with the statistics of some channels, over all positions or at one.
    private func standardized(
        _ model: SmallModel, _ at: [Int], channels: Range<Int>, atPosition: Bool, epsilon: Double = 1e-5
    ) -> Float {
        var values: [Double] = []
        for c in channels {
            if atPosition {
                values.append(Double(model.frame(c, at[2], at[3])))
            } else {
                for i in 0..<3 { for j in 0..<5 { values.append(Double(model.frame(c, i, j))) } }
            }
        }
        let mean = values.reduce(0, +) / Double(values.count)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
        return Float((Double(model.frame(at[1], at[2], at[3])) - mean) / (variance + epsilon).squareRoot())
    }

    @Test(arguments: [11, 15])
    func batchNorm(opset: Int) throws {
        var model = SmallModel(opset: opset, 2)
        for (name, values) in [("g", [Float(1), 2]), ("b", [3, 4]), ("m", [0.5, -0.5]), ("v", [2, 4])] {
            model.constant(name, [2], values)
        }
        model.node("BatchNormalization", ["x", "g", "b", "m", "v"], ["y"], AttributeProto("epsilon", Float(0)))
        try model.expect([1, 2, 3, 5]) { at in
            let x = model.frame(at[1], at[2], at[3])
            return at[1] == 0 ? (x - 0.5) / Float(2).squareRoot() + 3 : x + 0.5 + 4
        }
        model.node("BatchNormalization", ["x", "g", "b", "m", "v"], ["z"], AttributeProto("training_mode", 1))
        model.outputs = ["z"]
        #expect(throws: ONNXError.self) { try model.imported() }
    }

    @Test("PyTorch's group normalisation: groups as channels of an instance normalisation")
    func groupNormWrittenOut() throws {
        var model = SmallModel(4)
        model.constant("groups", [0, 2, -1])
        model.constant("one", [2], [1, 1])
        model.constant("zero", [2], [0, 0])
        model.constant("gamma", [4, 1, 1], [1, 2, 3, 4])
        model.constant("beta", [4, 1, 1], [4, 3, 2, 1])
        model.node("Reshape", ["x", "groups"], ["a"])
        model.node("InstanceNormalization", ["a", "one", "zero"], ["b"])
        model.node("Shape", ["x"], ["s"])
        model.node("Reshape", ["b", "s"], ["c"])
        model.node("Mul", ["c", "gamma"], ["d"])
        model.node("Add", ["d", "beta"], ["y"])
        #expect(try model.kinds() == ["group-norm", "channel-affine"])
        try model.expect([1, 4, 3, 5], tolerance: 1e-4) { at in
            let group = at[1] / 2 * 2
            let norm = standardized(model, at, channels: group..<group + 2, atPosition: false)
            return norm * Float(at[1] + 1) + Float(4 - at[1])
        }
    }

    @Test("a scale for each group up to opset 20, for each channel from 21", arguments: [18, 21])
    func groupNormalization(opset: Int) throws {
        var model = SmallModel(opset: opset, 4)
        let count = opset < 21 ? 2 : 4
        model.constant("s", [count], (0..<count).map { Float($0 + 1) })
        model.constant("b", [count], (0..<count).map { Float($0) })
        model.node("GroupNormalization", ["x", "s", "b"], ["y"], AttributeProto("num_groups", 2))
        try model.expect([1, 4, 3, 5], tolerance: 1e-4) { at in
            let group = at[1] / 2
            let norm = standardized(model, at, channels: group * 2..<group * 2 + 2, atPosition: false)
            let index = opset < 21 ? group : at[1]
            return norm * Float(index + 1) + Float(index)
        }
    }

    @Test func instanceNorm() throws {
        var model = SmallModel(2)
        model.constant("s", [2], [2, 3])
        model.constant("b", [2], [1, -1])
        model.node("InstanceNormalization", ["x", "s", "b"], ["y"])
        try model.expect([1, 2, 3, 5], tolerance: 1e-4) { at in
            standardized(model, at, channels: at[1]..<at[1] + 1, atPosition: false) * Float(at[1] + 2)
                + (at[1] == 0 ? 1 : -1)
        }
    }

    @Test(
        "layer normalisation over channels that stand last, as an operator and written out", arguments: [false, true])
    func layerNorm(isWrittenOut: Bool) throws {
        var model = SmallModel(4)
        model.constant("g", [4], [1, 2, 3, 4])
        model.constant("b", [4], [0, 1, 0, 1])
        model.node("Transpose", ["x"], ["t"], AttributeProto("perm", [0, 2, 3, 1]))
        if isWrittenOut {
            model.constant("two", [], [2])
            model.constant("eps", [], [1e-5])
            model.node("ReduceMean", ["t"], ["mean"], AttributeProto("axes", [-1]))
            model.node("Sub", ["t", "mean"], ["d"])
            model.node("Pow", ["d", "two"], ["p"])
            model.node("ReduceMean", ["p"], ["var"], AttributeProto("axes", [-1]))
            model.node("Add", ["var", "eps"], ["e"])
            model.node("Sqrt", ["e"], ["r"])
            model.node("Div", ["d", "r"], ["n"])
            model.node("Mul", ["n", "g"], ["m"])
            model.node("Add", ["m", "b"], ["l"])
        } else {
            model.node("LayerNormalization", ["t", "g", "b"], ["l"])
        }
        model.node("Transpose", ["l"], ["y"], AttributeProto("perm", [0, 3, 1, 2]))
        #expect(try model.kinds() == ["layer-norm", "channel-affine"])
        try model.expect([1, 4, 3, 5], tolerance: 1e-4) { at in
            standardized(model, at, channels: 0..<4, atPosition: true) * Float(at[1] + 1) + Float(at[1] % 2)
        }
    }
}
