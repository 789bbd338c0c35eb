import Compute
import NetworkReference
import Networks
import Testing

/// Tensors that several nodes read get the sum of what those send back.
@Suite struct GradientAccumulationTests {
    @Test(arguments: cases.flatMap(\.withBatches))
    func agreesWithReference(_ test: OperationCase) throws { try ReferenceCheck(test).run() }

    @Test(arguments: 0..<30)
    func agreesWithReferenceOnRandomNetworks(seed: Int) throws {
        let network = RandomNetwork.make(seed: UInt64(seed), nodes: 12)
        try ReferenceCheck(OperationCase("seed \(seed)", network, batch: 1 + seed % 2, terms: 300)).run()
    }

    private static let shape = FeatureShape(height: 4, width: 5, channels: 3)

    private static func network(_ nodes: [Node], outputs: [String] = ["y"]) -> Network {
        Network(name: "fan-out", inputs: [Network.Input("x", shape)], nodes: nodes, outputs: outputs)
    }

    private static func convolution(_ channels: Int = 3, stride: Int = 1) -> Networks.Operation {
        .convolution(Convolution(outputChannels: channels, kernel: Size(3), stride: Size(stride)))
    }

    private static let relu = Networks.Operation.activation(Activation(.relu))

    static let cases: [OperationCase] = [
        OperationCase("x + x", network([Node("y", .add(Add()), ["x", "x"])]), terms: 1),
        OperationCase("x − x", network([Node("y", .subtract(Subtract()), ["x", "x"])]), terms: 1),
        OperationCase(
            "Δφ of x and x", network([Node("y", .deltaActivation(DeltaActivation(.relu)), ["x", "x"])]), terms: 2),
        OperationCase("concat of x and x", network([Node("y", .concat(Concat()), ["x", "x"])]), terms: 1),
        OperationCase(
            "residual block",
            network([
                Node("a", convolution(), ["x"]), Node("b", relu, ["a"]), Node("c", convolution(), ["b"]),
                Node("sum", .add(Add()), ["c", "x"]), Node("y", relu, ["sum"]),
            ]), terms: 80),
        OperationCase(
            "one tensor into every kind of node",
            network([
                Node("t", convolution(), ["x"]), Node("a", convolution(), ["t"]), Node("b", relu, ["t"]),
                Node("c", .channelAffine(ChannelAffine(hasBias: true)), ["t"]),
                Node("d", .batchNorm(BatchNorm()), ["t"]),
                Node("e", .globalAveragePool(GlobalAveragePool()), ["t"]),
                Node("f", .resizeBilinear(ResizeBilinear(to: shape.size)), ["e"]),
                Node("y", .concat(Concat()), ["a", "b", "t", "c", "d", "f"]),
            ]), terms: 120),
        OperationCase(
            "batch norm of the batch beside other readers",
            network([
                Node("t", convolution(), ["x"]), Node("a", .batchNorm(BatchNorm()), ["t"]), Node("b", relu, ["t"]),
                Node("y", .add(Add()), ["a", "b"]),
            ]), batchNorm: .batch, terms: 400),
        OperationCase(
            "an output that is read inside",
            network(
                [Node("t", convolution(), ["x"]), Node("u", relu, ["t"]), Node("y", convolution(2), ["u"])],
                outputs: ["t", "y", "u"]), terms: 120),
        OperationCase(
            "an input that is an output", network([Node("y", convolution(), ["x"])], outputs: ["x", "y"]), terms: 60),
        OperationCase(
            "a branch that leads nowhere",
            network([
                Node("t", convolution(), ["x"]), Node("dead", convolution(4, stride: 2), ["t"]),
                Node("deader", relu, ["dead"]), Node("y", relu, ["t"]),
            ]), terms: 60),
        OperationCase(
            "the two halves of a stride",
            network([
                Node("a", convolution(2, stride: 2), ["x"]),
                Node("b", .resizeBilinear(ResizeBilinear(to: shape.size)), ["a"]), Node("c", convolution(2), ["x"]),
                Node("y", .subtract(Subtract()), ["b", "c"]),
            ]), terms: 100),
    ]

    /// Adding zero to an inner tensor changes nothing, and the gradient by that zero is the tensor's: bit by bit.
    @Test func innerGradientIsWhatAnAddedInputGets() throws {
        var network = Self.network([
            Node("t", Self.convolution(), ["x"]), Node("u", .add(Add()), ["t", "e"]),
            Node("a", Self.convolution(), ["u"]), Node("b", Self.relu, ["u"]), Node("y", .add(Add()), ["a", "b"]),
        ])
        network.inputs.append(Network.Input("e", Self.shape))
        let values = try CaseValues(OperationCase("inner", network, batch: 2, terms: 0))
        let plan = try Plan(
            network, parameters: ParameterStore(values.parameters),
            options: PlanOptions(batch: 2, differentiate: .init(tensors: ["u", "e"]), keep: ["u", "t"]))
        plan.tensor("x").assign(try #require(values.inputs["x"]).floats)
        try plan.forward()
        plan.gradient("y").assign(try #require(values.outputGradients["y"]).floats)
        try plan.backward()
        #expect(plan.gradient("u").values == plan.gradient("e").values)
        #expect(plan.gradient("u").values.contains { $0 != 0 })
        #expect(plan.tensor("u").values == plan.tensor("t").values)
        #expect(plan.differentiatedParameters.isEmpty)
    }
}
