import Compute
import NetworkReference
import Networks
import RandomStreams
import Testing

/// A small network to be held against the double-precision reference, forward and backward.
struct OperationCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let network: Network
    var batch: Int
    var batchNorm: PlanOptions.BatchNormMode
    /// Additions behind one number, forward or backward, along the longest path: they bound the rounding error.
    var terms: Int
    /// The error allowed as a part of the largest value expected, instead of what the terms make: for functions that are
    /// no sums of products.
    var relativeError: Double?

    /// One operation on inputs of its own.
    init(
        _ description: String, _ operation: Networks.Operation, _ inputs: [FeatureShape], batch: Int = 1,
        batchNorm: PlanOptions.BatchNormMode = .running, terms: Int
    ) {
        let names = inputs.indices.map { "x\($0)" }
        var network = Network(name: description)
        network.inputs = zip(names, inputs).map { Network.Input($0, $1) }
        network.nodes = [Node("y", operation, names)]
        network.outputs = ["y"]
        self.init(description, network, batch: batch, batchNorm: batchNorm, terms: terms)
    }

    init(
        _ description: String, _ network: Network, batch: Int = 1,
        batchNorm: PlanOptions.BatchNormMode = .running, terms: Int
    ) {
        testDescription = batch == 1 ? description : "\(description), batch \(batch)"
        self.network = network
        self.batch = batch
        self.batchNorm = batchNorm
        self.terms = terms
    }

    /// One operation on inputs that other nodes have made positive or mixed, to a part of the largest value.
    init(_ description: String, _ inputs: [FeatureShape], relativeError: Double, _ nodes: [Node]) {
        var network = Network(name: description)
        network.inputs = inputs.enumerated().map { Network.Input("x\($0)", $1) }
        network.nodes = nodes
        network.outputs = [nodes[nodes.count - 1].name]
        self.init(description, network, terms: 0)
        self.relativeError = relativeError
    }

    /// The same with a batch of 1 and of 2.
    var withBatches: [OperationCase] {
        [1, 2].map {
            var test = OperationCase(testDescription, network, batch: $0, batchNorm: batchNorm, terms: terms)
            test.relativeError = relativeError
            return test
        }
    }
}

/// Random inputs, parameters and incoming gradients for a case: all of them exact as `Float`.
struct CaseValues {
    let parameters: Parameters
    let inputs: [String: ReferenceTensor]
    /// The gradient of the loss by each output.
    let outputGradients: [String: ReferenceTensor]

    init(_ test: OperationCase, seed: UInt64 = 1) throws {
        var stream = RandomStream(seed: seed, stream: test.network.name)
        parameters = try test.network.randomParameters(from: &stream)
        var inputs: [String: ReferenceTensor] = [:]
        for input in test.network.inputs {
            inputs[input.name] = ReferenceTensor(normal: input.shape, batch: test.batch, from: &stream)
        }
        self.inputs = inputs
        let shapes = try test.network.inferShapes()
        var gradients: [String: ReferenceTensor] = [:]
        for output in test.network.outputs {
            gradients[output] = ReferenceTensor(normal: shapes.of(output), batch: test.batch, from: &stream)
        }
        outputGradients = gradients
    }
}
