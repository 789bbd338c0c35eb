import Compute
import NetworkReference
import Networks
import RandomStreams
import Testing

@Suite struct PlanErrorTests {
    private static let shape = FeatureShape(height: 4, width: 4, channels: 3)

    private static let network = Network(
        name: "small", inputs: [Network.Input("x", shape)],
        nodes: [Node("y", .convolution(Convolution(outputChannels: 2, kernel: Size(3), hasBias: true)), ["x"])],
        outputs: ["y"])

    private static func parameters() throws -> Parameters {
        var stream = RandomStream(seed: 1, stream: "parameters")
        return try network.randomParameters(from: &stream)
    }

    @Test func namesTheMissingParameter() throws {
        var parameters = try Self.parameters()
        parameters["y.bias"] = nil
        #expect(throws: PlanError.missingParameter("y.bias", node: "y")) {
            try Plan(Self.network, parameters: ParameterStore(parameters))
        }
    }

    @Test func namesTheMisshapenParameter() throws {
        var parameters = try Self.parameters()
        parameters["y.weight"] = Parameters.Value(shape: [2, 3, 1, 1], values: Array(repeating: 0, count: 6))
        #expect(throws: PlanError.misshapenParameter("y.weight", expected: [2, 3, 3, 3], found: [2, 3, 1, 1])) {
            try Plan(Self.network, parameters: ParameterStore(parameters))
        }
    }

    @Test func namesTheMisshapenBinding() throws {
        let store = ParameterStore(try Self.parameters())
        #expect(throws: PlanError.misshapenInput("x", expected: 96, found: 48)) {
            try Plan(
                Self.network, parameters: store, options: PlanOptions(batch: 2),
                bindings: ["x": TensorBuffer(Self.shape)])
        }
    }

    @Test func namesTheUnknownTensor() throws {
        let store = ParameterStore(try Self.parameters())
        #expect(throws: PlanError.unknownTensor("z")) {
            try Plan(Self.network, parameters: store, options: PlanOptions(keep: ["z"]))
        }
        #expect(throws: PlanError.unknownTensor("w")) {
            try Plan(Self.network, parameters: store, options: PlanOptions(differentiate: .init(tensors: ["w"])))
        }
        #expect(throws: PlanError.unknownTensor("y")) {
            try Plan(Self.network, parameters: store, bindings: ["y": TensorBuffer(Self.shape)])
        }
    }

    @Test func passesOnWhatTheNetworkThrows() throws {
        var network = Self.network
        network.nodes[0].inputs = ["z"]
        let store = ParameterStore(try Self.parameters())
        #expect(throws: NetworkError.unknownTensor("z", readBy: "y")) { try Plan(network, parameters: store) }
    }

    @Test func tensorsThatAreNotKeptTrap() async {
        await #expect(processExitsWith: .failure) {
            var network = Self.network
            network.nodes.append(Node("r", .activation(Activation(.relu)), ["y"]))
            network.outputs = ["r"]
            _ = try Plan(network, parameters: ParameterStore(Self.parameters())).tensor("y")
        }
    }
}
