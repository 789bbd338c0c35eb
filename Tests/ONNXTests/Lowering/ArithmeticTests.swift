import Networks
import Testing

@testable import ONNX

@Suite struct ArithmeticTests {
    @Test("a constant for each channel becomes one scale and shift", arguments: ["Add", "Sub", "Mul", "Div"])
    func constantPerChannel(op: String) throws {
        func apply(_ a: Float, _ b: Float) -> Float {
            switch op {
            case "Add": a + b
            case "Sub": a - b
            case "Mul": a * b
            default: a / b
            }
        }
        for constantFirst in [false, true] {
            var model = SmallModel(3)
            model.constant("c", [3, 1, 1], [2, -4, 0.5])
            model.node("Exp", ["x"], ["e"])
            model.node(op, constantFirst ? ["c", "e"] : ["e", "c"], ["y"])
            try model.expect([1, 3, 3, 5], tolerance: 1e-4) { at in
                let (x, c) = (Float.exp(model.frame(at[1], at[2], at[3])), [Float(2), -4, 0.5][at[1]])
                return constantFirst ? apply(c, x) : apply(x, c)
            }
            if op == "Add" { #expect(try model.kinds() == ["exp", "channel-affine"]) }
        }
    }

    @Test func constantThatDiffersBetweenPositions() throws {
        var model = SmallModel(2, 2, 3)
        model.constant("c", [2, 3], [1, 2, 3, 4, 5, 6])
        model.node("Mul", ["x", "c"], ["y"])
        try model.expect([1, 2, 2, 3]) { model.frame($0[1], $0[2], $0[3]) * Float($0[2] * 3 + $0[3] + 1) }
    }

    @Test func constantLargerThanTheTensor() throws {
        var model = SmallModel(1, 2, 3)
        model.constant("c", [3, 1, 1], [1, 2, 3])
        model.node("Sub", ["c", "x"], ["y"])
        try model.expect([1, 3, 2, 3]) { Float($0[1] + 1) - model.frame(0, $0[2], $0[3]) }
    }

    @Test("scales and shifts go into the convolution before them")
    func affineFoldsIntoConvolution() throws {
        var model = SmallModel(2)
        model.constant("w", [2, 2, 1, 1], [1, 2, 3, 4])
        model.constant("s", [2, 1, 1], [10, 100])
        model.constant("t", [1], [0.5])
        model.node("Conv", ["x", "w"], ["c"])
        model.node("Mul", ["c", "s"], ["m"])
        model.node("Add", ["m", "t"], ["y"])
        #expect(try model.kinds() == ["conv"])
        try model.expect([1, 2, 3, 5], tolerance: 1e-3) { at in
            let (a, b) = (model.frame(0, at[2], at[3]), model.frame(1, at[2], at[3]))
            return at[1] == 0 ? 10 * (a + 2 * b) + 0.5 : 100 * (3 * a + 4 * b) + 0.5
        }
    }

    @Test("what something else reads is not changed")
    func affineDoesNotFoldIntoASharedConvolution() throws {
        var model = SmallModel(1)
        model.constant("w", [1, 1, 1, 1], [2])
        model.constant("t", [1], [3])
        model.node("Conv", ["x", "w"], ["c"])
        model.node("Mul", ["c", "t"], ["m"])
        model.node("Add", ["c", "m"], ["y"])
        try model.expect([1, 1, 3, 5]) { 8 * model.frame(0, $0[2], $0[3]) }
    }

    @Test func tensorsOfUnlikeShapesBroadcast() throws {
        var model = SmallModel(4)
        model.node("ReduceMean", ["x"], ["m"], AttributeProto("axes", [1]))
        model.node("GlobalMaxPool", ["x"], ["p"])
        model.node("Mul", ["m", "p"], ["y"])
        try model.expect([1, 4, 3, 5]) { at in
            let mean = (0..<4).reduce(Float(0)) { $0 + model.frame($1, at[2], at[3]) } / 4
            let top = (0..<15).map { model.frame(at[1], $0 / 5, $0 % 5) }.max() ?? 0
            return mean * top
        }
    }

    @Test("groups of channels, each with a gate of its own")
    func partsOfChannelsBroadcast() throws {
        var model = SmallModel(6)
        model.constant("groups", [1, 2, 3, 3, 5])
        model.constant("gates", [1, 2, 1, 1, 1])
        model.constant("joined", [1, 6, 3, 5])
        model.node("Reshape", ["x", "groups"], ["g"])
        model.node("GlobalAveragePool", ["x"], ["p"])
        model.constant("picked", [0, 5])
        model.node("Gather", ["p", "picked"], ["two"], AttributeProto("axis", 1))
        model.node("Reshape", ["two", "gates"], ["t"])
        model.node("Mul", ["g", "t"], ["m"])
        model.node("Reshape", ["m", "joined"], ["y"])
        try model.expect([1, 6, 3, 5]) { at in
            let gate = (0..<15).reduce(Float(0)) { $0 + model.frame(at[1] < 3 ? 0 : 5, $1 / 5, $1 % 5) } / 15
            return model.frame(at[1], at[2], at[3]) * gate
        }
    }

    @Test(arguments: [("Neg", 0), ("Reciprocal", 1), ("Pow", 2), ("Pow", 3), ("Sum", 4)])
    func others(op: String, power: Int) throws {
        var model = SmallModel(2)
        model.constant("p", [], [Float(power)])
        switch op {
        case "Pow": model.node(op, ["x", "p"], ["y"])
        case "Sum": model.node(op, ["x", "p", "x"], ["y"])
        default: model.node(op, ["x"], ["y"])
        }
        try model.expect([1, 2, 3, 5], tolerance: op == "Reciprocal" ? 1e-3 : 1e-4) { at in
            let x = model.frame(at[1], at[2], at[3])
            return switch op {
            case "Neg": -x
            case "Reciprocal": 1 / x
            case "Sum": 2 * x + 4
            default: power == 2 ? x * x : x * x * x
            }
        }
    }
}

extension Float {
    fileprivate static func exp(_ value: Float) -> Float {
        // The series is enough for |x| ≤ 2.
        var (term, sum) = (1.0, 1.0)
        for n in 1..<30 {
            term *= Double(value) / Double(n)
            sum += term
        }
        return Float(sum)
    }
}
