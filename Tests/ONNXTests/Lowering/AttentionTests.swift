import Foundation
import Testing

@testable import ONNX

/// Products of two maps, sums over positions and channels in a row: what attention is made of.
@Suite struct AttentionTests {
    /// `exp` of some numbers by their sum.
    private func softmax(_ values: [Float]) -> [Float] {
        let powers = values.map { exp($0) }
        let sum = powers.reduce(0, +)
        return powers.map { $0 / sum }
    }

    @Test("a convolution along the channels: efficient channel attention")
    func channelConvolution() throws {
        var model = SmallModel(6, 3, 5)
        model.constant("w", [1, 1, 3], [0.5, 1, -0.25])
        model.constant("last", [-1])
        model.node("GlobalAveragePool", ["x"], ["p"])
        model.node("Squeeze", ["p", "last"], ["s"])
        model.node("Transpose", ["s"], ["t"], AttributeProto("perm", [0, 2, 1]))
        model.node(
            "Conv", ["t", "w"], ["c"], AttributeProto("kernel_shape", [3]), AttributeProto("pads", [1, 1]),
            AttributeProto("strides", [1]))
        model.node("Transpose", ["c"], ["u"], AttributeProto("perm", [0, 2, 1]))
        model.node("Unsqueeze", ["u", "last"], ["v"])
        model.node("Mul", ["x", "v"], ["y"])
        let means = (0..<6).map { c in
            (0..<15).reduce(Float(0)) { $0 + model.frame(c, $1 / 5, $1 % 5) } / 15
        }
        try model.expect([1, 6, 3, 5]) { at in
            let c = at[1]
            let gate = (c > 0 ? 0.5 * means[c - 1] : 0) + means[c] - (c < 5 ? 0.25 * means[c + 1] : 0)
            return model.frame(c, at[2], at[3]) * gate
        }
    }

    @Test("one-dimensional pools and transposed convolutions")
    func oneDimensionalWindows() throws {
        var model = SmallModel(2, 3, 4)
        model.constant("line", [1, 2, 12])
        model.constant("w", [2, 1, 2], [1, 2, -1, 0.5])
        model.node("Reshape", ["x", "line"], ["a"])
        model.node("MaxPool", ["a"], ["b"], AttributeProto("kernel_shape", [2]), AttributeProto("strides", [2]))
        model.node("ConvTranspose", ["b", "w"], ["y"], AttributeProto("strides", [2]))
        let weights: [Float] = [1, 2, -1, 0.5]
        try model.expect([1, 1, 12]) { at in
            (0..<2).reduce(Float(0)) { sum, c in
                let first = at[2] / 2 * 2
                let largest = (first...first + 1).map { model.frame(c, $0 / 4, $0 % 4) }.max() ?? 0
                return sum + weights[2 * c + at[2] % 2] * largest
            }
        }
    }

    @Test("a softmax over positions and a product with the map: global context")
    func globalContext() throws {
        var model = SmallModel(4, 3, 5)
        model.constant("w", [1, 4, 1, 1], [1, -1, 0.5, 2])
        model.constant("map", [1, 1, 4, 15])
        model.constant("mask", [1, 1, 15, 1])
        model.constant("context", [1, 4, 1, 1])
        model.constant("flat", [1, 1, 15])
        model.node("Conv", ["x", "w"], ["m"])
        model.node("Reshape", ["m", "flat"], ["f"])
        model.node("Softmax", ["f"], ["s"], AttributeProto("axis", -1))
        model.node("Reshape", ["s", "mask"], ["t"])
        model.node("Reshape", ["x", "map"], ["u"])
        model.node("MatMul", ["u", "t"], ["p"])
        model.node("Reshape", ["p", "context"], ["c"])
        model.node("Add", ["x", "c"], ["y"])
        let weights: [Float] = [1, -1, 0.5, 2]
        let mask = softmax(
            (0..<15).map { p in (0..<4).reduce(Float(0)) { $0 + weights[$1] * model.frame($1, p / 5, p % 5) } })
        try model.expect([1, 4, 3, 5]) { at in
            let context = (0..<15).reduce(Float(0)) { $0 + mask[$1] * model.frame(at[1], $1 / 5, $1 % 5) }
            return model.frame(at[1], at[2], at[3]) + context
        }
    }

    @Test("attention of two heads between all positions", arguments: [false, true])
    func attention(masked: Bool) throws {
        var model = SmallModel(4, 2, 3)
        model.constant("heads", [1, 2, 2, 6])
        model.constant("image", [1, 4, 2, 3])
        model.node("Reshape", ["x", "heads"], ["k"])
        model.node("Transpose", ["k"], ["q"], AttributeProto("perm", [0, 1, 3, 2]))
        model.node("MatMul", ["q", "k"], ["raw"])
        if masked {
            model.constants.append(
                TensorProto(name: "mask", dims: [6, 6], (0..<36).map { Int64($0 % 6 > $0 / 6 ? 1 : 0) }))
            model.constant("none", [], [-.infinity])
            model.node("Cast", ["mask"], ["bits"], AttributeProto("to", 9))
            model.node("Where", ["bits", "none", "raw"], ["scores"])
        } else {
            model.node("Identity", ["raw"], ["scores"])
        }
        model.node("Softmax", ["scores"], ["w"], AttributeProto("axis", -1))
        model.node("MatMul", ["w", "q"], ["v"])
        model.node("Transpose", ["v"], ["t"], AttributeProto("perm", [0, 1, 3, 2]))
        model.node("Reshape", ["t", "image"], ["y"])
        func value(_ c: Int, _ p: Int) -> Float { model.frame(c, p / 3, p % 3) }
        try model.expect([1, 4, 2, 3], tolerance: 1e-4) { at in
            let (head, p) = (at[1] / 2, at[2] * 3 + at[3])
            let scores = (0..<6).map { other in
                masked && other > p
                    ? -Float.infinity
                    : (0..<2).reduce(Float(0)) { $0 + value(2 * head + $1, p) * value(2 * head + $1, other) }
            }
            return zip(softmax(scores), 0..<6).reduce(Float(0)) { $0 + $1.0 * value(at[1], $1.1) }
        }
    }

    @Test("a constant matrix on the left mixes positions")
    func matrixOnTheLeft() throws {
        var model = SmallModel(2, 2, 2)
        let matrix: [Float] = [1, 2, 3, 4, 0, -1, 0.5, 1]
        model.constant("m", [2, 4], matrix)
        model.constant("rows", [1, 2, 4])
        model.node("Reshape", ["x", "rows"], ["a"])
        model.node("Transpose", ["a"], ["b"], AttributeProto("perm", [0, 2, 1]))
        model.node("MatMul", ["m", "b"], ["y"])
        try model.expect([1, 2, 2]) { at in
            (0..<4).reduce(Float(0)) { $0 + matrix[at[1] * 4 + $1] * model.frame(at[2], $1 / 2, $1 % 2) }
        }
    }

    @Test("tokens with a class token before them")
    func joinedTokens() throws {
        var model = SmallModel(2, 2, 3)
        model.constant("rows", [1, 2, 6])
        model.constant("token", [1, 1, 2], [7, -8])
        model.node("Reshape", ["x", "rows"], ["a"])
        model.node("Transpose", ["a"], ["b"], AttributeProto("perm", [0, 2, 1]))
        model.node("Concat", ["token", "b"], ["y"], AttributeProto("axis", 1))
        try model.expect([1, 7, 2]) { at in
            at[1] == 0 ? (at[2] == 0 ? 7 : -8) : model.frame(at[2], (at[1] - 1) / 3, (at[1] - 1) % 3)
        }
    }
}
