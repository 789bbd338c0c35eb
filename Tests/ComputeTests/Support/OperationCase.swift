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

    /// The same with a batch of 1 and of 2.
    var withBatches: [OperationCase] {
        [1, 2].map { OperationCase(testDescription, network, batch: $0, batchNorm: batchNorm, terms: terms) }
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
