import Compute
import Networks
import Testing

@Suite struct NormalizationTests {
    @Test(arguments: cases.flatMap(\.withBatches))
    func agreesWithReference(_ test: OperationCase) throws { try ReferenceCheck(test).run() }

    static let cases: [OperationCase] =
        [(1, 6), (2, 6), (6, 6), (3, 21)].map { groups, channels in
            make("group norm, \(groups) of \(channels)", .groupNorm(GroupNorm(groups: groups)), channels)
        }
        + [1, 5, 16, 35].map { make("softmax of \($0)", .softmax(Softmax()), $0) }
        + [5, 16, 35].map { make("layer norm of \($0)", .layerNorm(LayerNorm(epsilon: 1e-6)), $0) }
        + [1, 3, 40].map { make("channel mean of \($0)", .channelMean(ChannelMean()), $0) }

    private static func make(_ name: String, _ operation: Networks.Operation, _ channels: Int) -> OperationCase {
        OperationCase(
            name, [FeatureShape(height: 3, width: 4, channels: channels)], relativeError: 2e-6,
            [Node("y", operation, ["x0"])])
    }

    /// A mean far beyond the deviation leaves the deviation's digits.
    @Test(arguments: [Networks.Operation.groupNorm(GroupNorm(groups: 1)), .layerNorm(LayerNorm())])
    func holdsFarFromZero(_ operation: Networks.Operation) throws {
        let shape = FeatureShape(height: 1, width: 1, channels: 64)
        var network = Network(name: "far", inputs: [Network.Input("x", shape)])
        network.nodes = [Node("y", operation, ["x"])]
        network.outputs = ["y"]
        let plan = try Plan(network, parameters: ParameterStore(Parameters()))
        plan.tensor("x").assign((0..<64).map { 1000 + ($0 % 2 == 0 ? 1 : -1) })
        try plan.forward()
        for (c, y) in plan.tensor("y").values.enumerated() { #expect(abs(y - (c % 2 == 0 ? 1 : -1)) < 1e-4) }
    }

    @Test func softmaxOfLargeValuesIsFinite() throws {
        let shape = FeatureShape(height: 1, width: 1, channels: 3)
        var network = Network(name: "large", inputs: [Network.Input("x", shape)])
        network.nodes = [Node("y", .softmax(Softmax()), ["x"])]
        network.outputs = ["y"]
        let plan = try Plan(network, parameters: ParameterStore(Parameters()))
        plan.tensor("x").assign([1000, 1000, -1000])
        try plan.forward()
        #expect(plan.tensor("y").values[0] == 0.5)
        #expect(plan.tensor("y").values[2] < 1e-30)
    }
}
