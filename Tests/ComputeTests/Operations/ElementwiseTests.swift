import Compute
import Networks
import Testing

@Suite struct ElementwiseTests {
    @Test(arguments: cases.flatMap(\.withBatches))
    func agreesWithReference(_ test: OperationCase) throws { try ReferenceCheck(test).run() }

    private static let shape = FeatureShape(height: 3, width: 5, channels: 7)

    static let cases: [OperationCase] =
        [
            OperationCase("add", .add(Add()), [shape, shape], terms: 1),
            OperationCase("subtract", .subtract(Subtract()), [shape, shape], terms: 1),
            OperationCase("relu", .activation(Activation(.relu)), [shape], terms: 0),
            OperationCase("delta relu", .deltaActivation(DeltaActivation(.relu)), [shape, shape], terms: 2),
            OperationCase(
                "affine with bias", .channelAffine(ChannelAffine(hasBias: true)), [shape],
                terms: 2 * shape.positions),
            OperationCase(
                "affine without bias", .channelAffine(ChannelAffine(hasBias: false)), [shape],
                terms: 2 * shape.positions),
        ]
        + (1...5).map { count in
            let inputs = (1...count).map { FeatureShape(height: 3, width: 4, channels: 2 * $0 - 1) }
            return OperationCase("concat of \(count)", .concat(Concat()), inputs, terms: 0)
        }

    @Test func zerosAreZeroOnEveryRun() throws {
        // The sum's input shares memory with what an earlier run left behind.
        var network = Network(name: "zeros", inputs: [Network.Input("x", Self.shape)])
        network.nodes = [
            Node("a", .activation(Activation(.relu)), ["x"]),
            Node("b", .activation(Activation(.relu)), ["a"]),
            Node("zero", .zeros(Zeros(Self.shape)), []),
            Node("y", .add(Add()), ["zero", "b"]),
        ]
        network.outputs = ["y"]
        try ReferenceCheck(OperationCase("zeros", network, batch: 2, terms: 2)).run()
    }

    /// A run that diverges has to show it.
    @Test func reluLetsNaNThrough() throws {
        var network = Network(name: "nan", inputs: [Network.Input("x", Self.shape), Network.Input("dx", Self.shape)])
        network.nodes = [
            Node("y", .activation(Activation(.relu)), ["x"]),
            Node("dy", .deltaActivation(DeltaActivation(.relu)), ["x", "dx"]),
        ]
        network.outputs = ["y", "dy"]
        let plan = try Plan(network, parameters: ParameterStore(Parameters()))
        plan.tensor("x").fill(1)
        plan.tensor("dx").withUnsafeMutableBufferPointer { $0[1] = .nan }
        plan.tensor("x").withUnsafeMutableBufferPointer { $0[0] = .nan }
        try plan.forward()
        #expect(plan.tensor("y").values.enumerated().allSatisfy { $1.isNaN == ($0 == 0) })
        #expect(plan.tensor("dy").values.enumerated().allSatisfy { $1.isNaN == ($0 < 2) })
    }
}
