import Foundation
import Networks
import Testing

@testable import ONNX

/// Activations as one operator, and as exporters write them out in several.
@Suite struct ActivationTests {
    struct Form: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var opset = 17
        var expected: Nonlinearity
        var build: @Sendable (inout SmallModel) -> Void
    }

    static let forms: [Form] = single + written

    private static let single: [Form] = [
        Form(testDescription: "Relu", expected: .relu) { $0.node("Relu", ["x"], ["y"]) },
        Form(testDescription: "LeakyRelu", expected: .leakyRelu(slope: 0.01)) { $0.node("LeakyRelu", ["x"], ["y"]) },
        Form(testDescription: "Elu", expected: .elu(alpha: 0.5)) {
            $0.node("Elu", ["x"], ["y"], AttributeProto("alpha", Float(0.5)))
        },
        Form(testDescription: "Clip with inputs", expected: .clip(low: 0, high: 6)) {
            $0.constant("low", [], [0])
            $0.constant("high", [], [6])
            $0.node("Clip", ["x", "low", "high"], ["y"])
        },
        Form(testDescription: "Clip without an upper bound", expected: .relu) {
            $0.constant("low", [], [0])
            $0.node("Clip", ["x", "low"], ["y"])
        },
        Form(testDescription: "Clip without a lower bound", expected: .clip(low: -.infinity, high: 1)) {
            $0.constant("high", [], [1])
            $0.node("Clip", ["x", "", "high"], ["y"])
        },
        Form(testDescription: "HardSigmoid", expected: .hardSigmoid(slope: 0.2, offset: 0.5)) {
            $0.node("HardSigmoid", ["x"], ["y"])
        },
        Form(testDescription: "Gelu", opset: 20, expected: .gelu) { $0.node("Gelu", ["x"], ["y"]) },
        Form(testDescription: "Gelu by tanh", opset: 20, expected: .geluTanh) {
            $0.node("Gelu", ["x"], ["y"], AttributeProto("approximate", "tanh"))
        },
        Form(testDescription: "Mish", opset: 18, expected: .mish) { $0.node("Mish", ["x"], ["y"]) },
    ]

    private static let written: [Form] = [
        Form(testDescription: "x σ(x)", expected: .silu) {
            $0.node("Sigmoid", ["x"], ["s"])
            $0.node("Mul", ["s", "x"], ["y"])
        },
        Form(testDescription: "x hardsigmoid(x)", expected: .hardSwish) {
            $0.node("HardSigmoid", ["x"], ["s"], AttributeProto("alpha", Float(1) / 6))
            $0.node("Mul", ["x", "s"], ["y"])
        },
        Form(testDescription: "x relu6(x + 3) / 6", expected: .hardSwish) {
            $0.constant("c", [3], [3, 0, 6])
            for (index, name) in ["three", "zero", "six"].enumerated() {
                $0.constant(name, [], [[Float(3), 0, 6][index]])
            }
            $0.node("Add", ["x", "three"], ["a"])
            $0.node("Clip", ["a", "zero", "six"], ["b"])
            $0.node("Mul", ["x", "b"], ["m"])
            $0.node("Div", ["m", "six"], ["y"])
        },
        Form(testDescription: "x (relu6(x + 3) / 6)", expected: .hardSwish) {
            $0.constant("three", [], [3])
            $0.constant("zero", [], [0])
            $0.constant("six", [], [6])
            $0.node("Add", ["three", "x"], ["a"])
            $0.node("Clip", ["a", "zero", "six"], ["b"])
            $0.node("Div", ["b", "six"], ["d"])
            $0.node("Mul", ["d", "x"], ["y"])
        },
        Form(testDescription: "x ½ (1 + erf(x / √2))", expected: .gelu) {
            $0.constant("root", [], [Float(2).squareRoot()])
            $0.constant("one", [], [1])
            $0.constant("half", [], [0.5])
            $0.node("Div", ["x", "root"], ["a"])
            $0.node("Erf", ["a"], ["b"])
            $0.node("Add", ["b", "one"], ["c"])
            $0.node("Mul", ["x", "c"], ["d"])
            $0.node("Mul", ["d", "half"], ["y"])
        },
        Form(testDescription: "(½ x) (1 + tanh(…))", expected: .geluTanh) {
            $0.constant("scale", [], [(2 / Float.pi).squareRoot()])
            $0.constant("cubic", [], [0.044715])
            $0.constant("three", [], [3])
            $0.constant("one", [], [1])
            $0.constant("half", [], [0.5])
            $0.node("Pow", ["x", "three"], ["a"])
            $0.node("Mul", ["a", "cubic"], ["b"])
            $0.node("Add", ["x", "b"], ["c"])
            $0.node("Mul", ["c", "scale"], ["d"])
            $0.node("Tanh", ["d"], ["e"])
            $0.node("Add", ["one", "e"], ["f"])
            $0.node("Mul", ["half", "x"], ["g"])
            $0.node("Mul", ["g", "f"], ["y"])
        },
        Form(testDescription: "x > 20 ? x : softplus(x)", expected: .softplus) {
            $0.constant("twenty", [], [20])
            $0.node("Greater", ["x", "twenty"], ["a"])
            $0.node("Softplus", ["x"], ["b"])
            $0.node("Where", ["a", "x", "b"], ["y"])
        },
        Form(testDescription: "x tanh(softplus(x))", expected: .mish) {
            $0.node("Softplus", ["x"], ["a"])
            $0.node("Tanh", ["a"], ["b"])
            $0.node("Mul", ["x", "b"], ["y"])
        },
    ]

    @Test(arguments: forms)
    func becomesOneActivation(form: Form) throws {
        var model = SmallModel(opset: form.opset, 2)
        form.build(&model)
        #expect(try model.imported().network.nodes.map(\.operation) == [.activation(Activation(form.expected))])
    }

    @Test("what something else reads stays beside the activation")
    func sharedParts() throws {
        var model = SmallModel(2)
        model.node("Sigmoid", ["x"], ["s"])
        model.node("Mul", ["s", "x"], ["m"])
        model.node("Add", ["m", "s"], ["y"])
        #expect(try model.kinds().sorted() == ["add", "sigmoid", "silu"])
        try model.expect([1, 2, 3, 5]) { at in
            let x = model.frame(at[1], at[2], at[3])
            return (x + 1) / (1 + exp(-x))
        }
    }

    @Test func slopesForEachChannel() throws {
        var model = SmallModel(2)
        model.constant("slope", [2, 1, 1], [0.5, -1])
        model.node("PRelu", ["x", "slope"], ["y"])
        try model.expect([1, 2, 3, 5]) { at in
            let x = model.frame(at[1], at[2], at[3])
            return x > 0 ? x : x * (at[1] == 0 ? 0.5 : -1)
        }
    }

    @Test("up to opset 12 softmax runs over all axes from `axis` on", arguments: [11, 13])
    func softmax(opset: Int) throws {
        var model = SmallModel(opset: opset, 3)
        model.node("Softmax", ["x"], ["y"], AttributeProto("axis", 1))
        if opset == 11 {
            let sum = model.frame.reduce(Float(0)) { $0 + exp($1) }
            try model.expect([1, 3, 3, 5]) { at in exp(model.frame(at[1], at[2], at[3])) / sum }
            return
        }
        try model.expect([1, 3, 3, 5]) { at in
            let all = (0..<3).map { exp(model.frame($0, at[2], at[3])) }
            return all[at[1]] / all.reduce(0, +)
        }
    }

    @Test("the weights of two branches")
    func softmaxOverTwo() throws {
        var model = SmallModel(4)
        model.constant("branches", [1, 2, 2, 3, 5])
        model.constant("joined", [1, 4, 3, 5])
        model.node("Reshape", ["x", "branches"], ["a"])
        model.node("Softmax", ["a"], ["b"], AttributeProto("axis", 1))
        model.node("Reshape", ["b", "joined"], ["y"])
        try model.expect([1, 4, 3, 5]) { at in
            1 / (1 + exp(model.frame((at[1] + 2) % 4, at[2], at[3]) - model.frame(at[1], at[2], at[3])))
        }
    }

    @Test func compositions() throws {
        for (op, alpha) in [("Selu", Float(1.673_263_2)), ("Celu", 1)] {
            var model = SmallModel(2)
            model.node(op, ["x"], ["y"])
            try model.expect([1, 2, 3, 5]) { at in
                let x = model.frame(at[1], at[2], at[3])
                return (op == "Selu" ? 1.050_701 : 1) * (x > 0 ? x : alpha * (exp(x) - 1))
            }
        }
    }
}
