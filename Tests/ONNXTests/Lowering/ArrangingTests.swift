import Foundation
import Networks
import SwiftProtobuf
import Testing

@testable import ONNX

/// Layouts that the engine's rows, columns and channels do not have: values are put in order, whatever cuts across.
@Suite struct ArrangingTests {
    @Test(
        "any shape is any other of as many elements",
        arguments: [[1, 6, 2, 5], [1, 10, 3, 2], [1, 5, 12, 1], [1, 20, 3]])
    func reshapes(shape: [Int]) throws {
        var model = SmallModel(4, 3, 5)
        model.constant("shape", shape)
        model.node("Reshape", ["x", "shape"], ["y"])
        try model.expect(shape) { at in
            let flat = zip(at, shape).reduce(0) { $0 * $1.1 + $1.0 }
            return model.frame(flat / 15, flat / 5 % 3, flat % 5)
        }
    }

    @Test("tokens that are taken for an image without being turned")
    func reinterpreted() throws {
        var model = SmallModel(4, 2, 3)
        model.constant("rows", [1, 4, 6])
        model.constant("image", [1, 4, 2, 3])
        model.node("Reshape", ["x", "rows"], ["a"])
        model.node("Transpose", ["a"], ["b"], AttributeProto("perm", [0, 2, 1]))
        model.node("Reshape", ["b", "image"], ["c"])
        model.node("Relu", ["c"], ["y"])
        try model.expect([1, 4, 2, 3]) { at in
            let flat = (at[1] * 2 + at[2]) * 3 + at[3]
            return max(0, model.frame(flat % 4, flat / 4 / 3, flat / 4 % 3))
        }
    }

    @Test(
        "sums, means and maxima over parts of axes", arguments: ["ReduceMean", "ReduceSum", "ReduceMax"],
        [[3], [1, 3], [2]])
    func reductions(op: String, axes: [Int]) throws {
        var model = SmallModel(opset: 11, 4, 3, 6)
        model.constant("split", [1, 4, 3, 2, 3])
        model.node("Reshape", ["x", "split"], ["a"])
        model.node(op, ["a"], ["y"], AttributeProto("axes", axes), AttributeProto("keepdims", 1))
        let full = [1, 4, 3, 2, 3]
        try model.expect(full.indices.map { axes.contains($0) ? 1 : full[$0] }) { at in
            var values: [Float] = []
            for c in axes.contains(1) ? Array(0..<4) : [at[1]] {
                for i in axes.contains(2) ? Array(0..<3) : [at[2]] {
                    for u in axes.contains(3) ? [0, 1] : [at[3]] { values.append(model.frame(c, i, u * 3 + at[4])) }
                }
            }
            switch op {
            case "ReduceMax": return values.max() ?? 0
            case "ReduceSum": return values.reduce(0, +)
            default: return values.reduce(0, +) / Float(values.count)
            }
        }
    }

    @Test("the largest channel at each position")
    func largestChannel() throws {
        var model = SmallModel(opset: 13, 4)
        model.node("ReduceMax", ["x"], ["y"], AttributeProto("axes", [1]))
        try model.expect([1, 1, 3, 5]) { at in (0..<4).map { model.frame($0, at[2], at[3]) }.max() ?? 0 }
    }

    @Test("windows of unlike size: an adaptive pool that does not divide")
    func unevenPool() throws {
        var model = SmallModel(3, 5, 4)
        // Rows 0 to 1, 1 to 3 and 3 to 4; columns 0 to 1, 1 to 2 and 2 to 3.
        let (rows, columns) = ([[0, 1, 1], [1, 2, 3], [3, 4, 4]], [[0, 1], [1, 2], [2, 3]])
        let places = rows.flatMap { row in row.flatMap { i in columns.flatMap { $0.flatMap { [i, $0] } } } }
        model.constants.append(TensorProto(name: "places", dims: [3, 3, 3, 2, 2], places.map(Int64.init)))
        model.constant("weights", [3, 3, 1, 1], [0.5, 0.5, 0, 1.0 / 3, 1.0 / 3, 1.0 / 3, 0.5, 0.5, 0])
        model.constant("sum", [2])
        model.constant("mean", [3])
        model.node("Transpose", ["x"], ["a"], AttributeProto("perm", [2, 3, 0, 1]))
        model.node("GatherND", ["a", "places"], ["b"])
        model.node("Transpose", ["b"], ["c"], AttributeProto("perm", [4, 5, 0, 1, 2, 3]))
        model.node("Mul", ["c", "weights"], ["d"])
        model.node("ReduceSum", ["d"], ["e"], AttributeProto("axes", [3]), AttributeProto("keepdims", 0))
        model.node("ReduceMean", ["e"], ["y"], AttributeProto("axes", [4]), AttributeProto("keepdims", 0))
        model.opset = 12
        try model.expect([1, 3, 3, 3]) { at in
            let taken = Set(rows[at[2]])
            let values = taken.flatMap { i in columns[at[3]].map { model.frame(at[1], i, $0) } }
            return values.reduce(0, +) / Float(values.count)
        }
    }

    @Test func rowsInAnyOrder() throws {
        var model = SmallModel(2, 4, 5)
        model.constant("rows", [3, 0, 0, 2])
        model.constant("columns", [4, 1])
        model.node("Gather", ["x", "rows"], ["a"], AttributeProto("axis", 2))
        model.node("Gather", ["a", "columns"], ["y"], AttributeProto("axis", 3))
        let (rows, columns) = ([3, 0, 0, 2], [4, 1])
        try model.expect([1, 2, 4, 2]) { at in model.frame(at[1], rows[at[2]], columns[at[3]]) }
    }

    @Test("what is larger, element by element", arguments: ["Max", "Min"])
    func largerOfTwo(op: String) throws {
        var model = SmallModel(2)
        model.node("Tanh", ["x"], ["t"])
        model.node(op, ["x", "t"], ["y"])
        try model.expect([1, 2, 3, 5]) { at in
            let x = model.frame(at[1], at[2], at[3])
            return op == "Max" ? max(x, tanh(x)) : min(x, tanh(x))
        }
    }

    @Test("a mask chooses between two maps, or a map and a number")
    func chosen() throws {
        var model = SmallModel(2, 2, 3)
        model.constants.append(TensorProto(name: "m", dims: [2, 3], [1, 0, 1, 0, 0, 1] as [Int64]))
        model.constant("seven", [], [7])
        model.node("Cast", ["m"], ["mask"], AttributeProto("to", 9))
        model.node("Exp", ["x"], ["e"])
        model.node("Where", ["mask", "x", "e"], ["a"])
        model.node("Where", ["mask", "a", "seven"], ["y"])
        let mask = [1, 0, 1, 0, 0, 1]
        try model.expect([1, 2, 2, 3]) { at in
            mask[at[2] * 3 + at[3]] == 1 ? model.frame(at[1], at[2], at[3]) : 7
        }
    }

    @Test("neighbouring channels' squares", arguments: [3, 4])
    func localResponse(size: Int) throws {
        var model = SmallModel(5, 2, 3)
        model.node(
            "LRN", ["x"], ["y"], AttributeProto("size", size), AttributeProto("alpha", Float(0.3)),
            AttributeProto("beta", Float(0.75)), AttributeProto("bias", Float(2)))
        try model.expect([1, 5, 2, 3]) { at in
            let near = (size - 1) / 2
            let sum = (at[1] - near...at[1] + size - 1 - near).reduce(Float(0)) { sum, c in
                guard (0..<5).contains(c) else { return sum }
                return sum + model.frame(c, at[2], at[3]) * model.frame(c, at[2], at[3])
            }
            return model.frame(at[1], at[2], at[3]) / pow(2 + 0.3 / Float(size) * sum, 0.75)
        }
    }

    @Test("labels stand for the scores that they were picked from")
    func labels() throws {
        var model = SmallModel(4)
        model.constant("w", [3, 4, 1, 1], (0..<12).map { Float($0) / 4 })
        model.node("Conv", ["x", "w"], ["scores"])
        model.node("Softmax", ["scores"], ["likely"], AttributeProto("axis", 1))
        model.node("ArgMax", ["likely"], ["labels"], AttributeProto("axis", 1), AttributeProto("keepdims", 0))
        model.node("Cast", ["labels"], ["y"], AttributeProto("to", 6))
        let onnx = try ONNXModel(bytes: try model.message.serializedBytes())
        #expect(try onnx.network().outputs.map(\.name) == ["likely"])
        #expect(try onnx.network(outputs: ["y"]).outputs.map(\.dimensions) == [[1, 3, 3, 5]])
        // A tensor within the file may be asked for as an output is.
        #expect(try onnx.network(outputs: ["scores"]).network.nodes.count == 1)
    }

    @Test("a convolution of a constant is a constant")
    func fixedConvolution() throws {
        var model = SmallModel(2, 2, 3)
        model.constant("p", [1, 2, 2, 3], (0..<12).map { Float($0) })
        model.constant("w", [2, 1, 2, 2], [1, 0, 0, 2, -1, 0.5, 0, 0])
        model.constant("b", [2], [10, 20])
        model.node(
            "Conv", ["p", "w", "b"], ["e"], AttributeProto("group", 2), AttributeProto("pads", [0, 0, 1, 1]),
            AttributeProto("kernel_shape", [2, 2]))
        model.node("Add", ["x", "e"], ["y"])
        #expect(try !model.kinds().contains("conv"))
        func p(_ c: Int, _ i: Int, _ j: Int) -> Float { i < 2 && j < 3 ? Float(c * 6 + i * 3 + j) : 0 }
        try model.expect([1, 2, 2, 3]) { at in
            let (c, i, j) = (at[1], at[2], at[3])
            let e = c == 0 ? 10 + p(0, i, j) + 2 * p(0, i + 1, j + 1) : 20 - p(1, i, j) + 0.5 * p(1, i, j + 1)
            return model.frame(c, i, j) + e
        }
    }

    @Test func runningSums() throws {
        var model = SmallModel(3)
        model.constant("ones", [1, 3, 1, 1], [1, 2, 4])
        model.constant("axis", [1])
        model.node("CumSum", ["ones", "axis"], ["a"])
        model.node(
            "CumSum", ["ones", "axis"], ["b"], AttributeProto("exclusive", 1), AttributeProto("reverse", 1))
        model.node("Mul", ["x", "a"], ["c"])
        model.node("Add", ["c", "b"], ["y"])
        let (up, down): ([Float], [Float]) = ([1, 3, 7], [6, 4, 0])
        try model.expect([1, 3, 3, 5]) { at in
            model.frame(at[1], at[2], at[3]) * up[at[1]] + down[at[1]]
        }
    }
}
