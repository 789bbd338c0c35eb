import Compute
import NetworkReference
import Networks
import Testing

@Suite struct NonlinearityTests {
    @Test(arguments: cases.flatMap(\.withBatches))
    func agreesWithReference(_ test: OperationCase) throws { try ReferenceCheck(test).run() }

    static let functions: [Nonlinearity] = [
        .leakyRelu(slope: 0.1), .clip(low: 0, high: 6), .clip(low: -0.5, high: 0.75), .sigmoid,
        .hardSigmoid(slope: 0.2, offset: 0.5), .hardSwish, .silu, .gelu, .geluTanh, .tanh, .elu(alpha: 0.7), .softplus,
        .mish, .absolute, .exponential,
    ]

    private static let shape = FeatureShape(height: 3, width: 5, channels: 7)

    static let cases: [OperationCase] =
        functions.flatMap { function in
            [
                OperationCase(
                    "\(function)", [shape], relativeError: 5e-7,
                    [Node("y", .activation(Activation(function)), ["x0"])]),
                OperationCase(
                    "change of \(function)", [shape, shape], relativeError: 1e-6,
                    [Node("y", .deltaActivation(DeltaActivation(function)), ["x0", "x1"])]),
            ]
        } + [
            OperationCase(
                "square root", [shape], relativeError: 1e-6,
                [
                    Node("e", .activation(Activation(.exponential)), ["x0"]),
                    Node("y", .activation(Activation(.squareRoot)), ["e"]),
                ]),
            OperationCase("prelu", .prelu(PReLU()), [shape], terms: 2 * shape.positions),
            OperationCase("change of prelu", .deltaPReLU(DeltaPReLU()), [shape, shape], terms: 4 * shape.positions),
            OperationCase(
                "change of prelu of x and x", [shape], relativeError: 1e-6,
                [Node("y", .deltaPReLU(DeltaPReLU()), ["x0", "x0"])]),
            OperationCase(
                "change of silu of x and x", [shape], relativeError: 1e-6,
                [Node("y", .deltaActivation(DeltaActivation(.silu)), ["x0", "x0"])]),
        ]

    /// To a few units in the last place over all that a network may feed it, also where the exponential would overflow.
    @Test(arguments: functions + [.squareRoot, .relu])
    func holdsFarFromZero(_ function: Nonlinearity) throws {
        let shape = FeatureShape(height: 1, width: 1000, channels: 1)
        var network = Network(name: "far", inputs: [Network.Input("x", shape)])
        network.nodes = [Node("y", .activation(Activation(function)), ["x"])]
        network.outputs = ["y"]
        let plan = try Plan(network, parameters: ParameterStore(Parameters()))
        let x = (0..<1000).map { i -> Float in
            let z = Float(i) / 10 - 50
            return function == .squareRoot ? abs(z) : z
        }
        plan.tensor("x").assign(x)
        try plan.forward()
        for (z, y) in zip(x, plan.tensor("y").values) {
            let expected = function.value(Double(z))
            #expect(abs(Double(y) - expected) <= 4e-7 * max(1, abs(expected)), "\(function) of \(z) is \(y)")
        }
    }

    /// A run that diverges has to show it.
    @Test(arguments: functions) func letsNaNThrough(_ function: Nonlinearity) throws {
        let shape = FeatureShape(height: 1, width: 3, channels: 11)
        var network = Network(name: "nan", inputs: [Network.Input("x", shape), Network.Input("dx", shape)])
        network.nodes = [
            Node("y", .activation(Activation(function)), ["x"]),
            Node("dy", .deltaActivation(DeltaActivation(function)), ["x", "dx"]),
        ]
        network.outputs = ["y", "dy"]
        let plan = try Plan(network, parameters: ParameterStore(Parameters()))
        plan.tensor("x").fill(1)
        plan.tensor("x").withUnsafeMutableBufferPointer { $0[0] = .nan }
        plan.tensor("dx").withUnsafeMutableBufferPointer { $0[1] = .nan }
        try plan.forward()
        #expect(plan.tensor("y").values.enumerated().allSatisfy { $1.isNaN == ($0 == 0) })
        #expect(plan.tensor("dy").values.enumerated().allSatisfy { $1.isNaN == ($0 < 2) })
    }
}
