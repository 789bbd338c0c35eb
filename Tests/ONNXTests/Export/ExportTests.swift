import Foundation
import NetworkReference
import Networks
import RandomStreams
import SwiftProtobuf
import Testing

@testable import ONNX

@Suite("Export to ONNX")
struct ExportTests {
    /// A network's export, by its own tensor names.
    private static func export(_ network: Network, _ parameters: Parameters) throws -> ModelExport {
        let shapes = try network.inferShapes()
        return ModelExport(
            network, parameters,
            inputs: network.inputs.map {
                ModelExport.Port($0.name, tensor: $0.name, shape: $0.shape, documentation: "in")
            },
            outputs: network.outputs.map {
                ModelExport.Port("out.\($0)", tensor: $0, shape: shapes.of($0), documentation: "out")
            },
            documentation: network.name, producer: ("tests", "1"))
    }

    /// Exports, reads again, and runs both in double precision: the largest difference over the largest value.
    private static func difference(_ network: Network, seed: UInt64) throws -> Double {
        var stream = RandomStream(seed: seed, stream: "export")
        let parameters = try network.randomParameters(from: &stream)
        var inputs: [String: ReferenceTensor] = [:]
        for input in network.inputs {
            var tensor = ReferenceTensor(normal: input.shape, batch: 1, from: &stream)
            // Divisors keep away from zero.
            if input.name == "x1", network.nodes.contains(where: { $0.operation == .divide(Divide()) }) {
                tensor.values = tensor.values.map { abs($0).rounded(.up) + 1 }
            }
            inputs[input.name] = tensor
        }
        let export = try export(network, parameters)
        try ExportCaseFiles.write(export, inputs, seed: seed)
        let expected = try ReferenceInterpreter(network, parameters: parameters).run(inputs)
        try ExportCaseFiles.write(
            network.outputs.map { ("out.\($0)", expected[$0]!) }, of: network.name, kind: "outputs")
        let imported = try ONNXModel(bytes: export.bytes()).wholeNetwork()
        let found = try ReferenceInterpreter(imported.network, parameters: imported.parameters).run(
            inputs.filter { name, _ in imported.network.inputs.contains { $0.name == name } })
        var largest = 0.0
        for output in imported.outputs {
            let tensor = String(output.name.dropFirst("out.".count))
            guard let ours = expected[tensor], let theirs = found[output.tensor] else { return .infinity }
            guard ours.shape == theirs.shape else { return .infinity }
            let scale = ours.values.reduce(1e-3) { max($0, abs($1)) }
            largest = max(largest, ours.distance(to: theirs) / scale)
        }
        return largest
    }

    @Test("every operation is what it was once it is read again", arguments: OperationCase.all)
    func operations(_ operation: OperationCase) throws {
        #expect(try Self.difference(operation.network(), seed: 3) < 1e-6)
    }

    @Test("networks of every operation, key and delta, are what they were", arguments: 0..<3)
    func networks(_ seed: Int) throws {
        let teacher = try EveryOperation.teacher(seed: UInt64(seed))
        let networks = try DeltaNetworks(teacher: teacher)
        var key = networks.key
        key.name = "every-operation-key-\(seed)"
        // What a stream keeps of the frame is a copy of an input.
        #expect(key.outputs.contains(teacher.inputs[0].name))
        #expect(try Self.difference(key, seed: UInt64(seed)) < 1e-5)
        var delta = networks.delta
        delta.name = "every-operation-delta-\(seed)"
        #expect(try Self.difference(delta, seed: UInt64(seed)) < 1e-5)
    }

    /// A constant's batch is 1: it grows where it meets samples, or leaves the network.
    @Test("constants are repeated along the batch where they must be")
    func constants() throws {
        let shape = FeatureShape(height: 2, width: 3, channels: 2)
        var builder = NetworkBuilder(name: "constants")
        let x = try builder.input("x0", shape)
        let zeros = try builder.append("z", .zeros(Zeros(shape)), [])
        let constant = try builder.append("c", .constant(Constant(shape)), [])
        let rectified = try builder.relu("r", constant)
        let joined = try builder.concat("j", [x, zeros, rectified])
        let alone = try builder.concat("a", [constant, zeros])
        let sum = try builder.add("s", x, rectified)
        var network = builder.network
        network.outputs = [joined, sum, alone, zeros]
        var stream = RandomStream(seed: 1, stream: "constants")
        let export = try Self.export(network, network.randomParameters(from: &stream))
        try ExportCaseFiles.write(
            export, ["x0": ReferenceTensor(normal: shape, batch: 1, from: &stream)], seed: 1)
        let graph = try #require(try export.model().graph)
        func source(_ output: String) -> String? { graph.node.first { $0.output == [output] }?.opType }
        #expect(source("out.j") == "Concat" && source("out.s") == "Add")
        #expect(source("out.a") == "Expand" && source("out.z") == "Expand")
        // Two in the join, two at the end; the batch is asked for once.
        #expect(graph.node.count { $0.opType == "Expand" } == 4)
        #expect(graph.node.count { $0.opType == "Shape" } == 1)
        let written = graph.node.flatMap(\.output)
        #expect(Set(written).count == written.count)
        var known = Set(graph.input.map(\.name) + graph.initializer.map(\.name))
        for node in graph.node {
            #expect(node.input.allSatisfy { $0.isEmpty || known.contains($0) }, "\(node.name) reads what is not there")
            known.formUnion(node.output)
        }
    }

    @Test("a file says its versions, its open batch and what its values are")
    func descriptions() throws {
        let network = try OperationCase.all[0].network()
        var stream = RandomStream(seed: 1, stream: "export")
        var export = try Self.export(network, network.randomParameters(from: &stream))
        export.metadata = [("b", "2"), ("a", "1")]
        // Declared, though nothing reads it.
        export.inputs.append(
            ModelExport.Port(
                "unread", tensor: "unread", shape: FeatureShape(height: 1, width: 2, channels: 3), documentation: "x"))
        let model = try ModelProto(serializedBytes: export.bytes())
        #expect(model.irVersion == 8)
        #expect(model.opsetImport == [OperatorSetIdProto(version: 17)])
        #expect(model.metadataProps.map(\.key) == ["b", "a"])
        #expect(model.producerName == "tests")
        let graph = try #require(model.graph)
        #expect(graph.input.map(\.name) == ["x0", "unread"])
        let dimensions = try #require(graph.input[1].type?.tensorType?.shape?.dim)
        #expect(dimensions == ["N", 3, 1, 2])
        #expect(graph.output.map(\.name) == ["out.y"] && graph.output[0].docString == "out")
        #expect(graph.initializer.map(\.name) == ["y.weight", "y.bias"])
        #expect(graph.initializer.allSatisfy { $0.rawData != nil && $0.floatData.isEmpty })
    }

    @Test("names that are taken get a number")
    func names() throws {
        var builder = NetworkBuilder(name: "names")
        let shape = FeatureShape(height: 2, width: 2, channels: 1)
        let image = try builder.input("image", shape)
        // A tensor with the name of an output, one with that of a value in between.
        let scores = try builder.append("scores", .activation(Activation(.silu)), [image])
        let inner = try builder.append("scores_2/Sigmoid", .activation(Activation(.silu)), [scores])
        try builder.output(inner)
        let export = ModelExport(
            builder.network, Parameters(),
            inputs: [ModelExport.Port("frame", tensor: image, shape: shape, documentation: "")],
            outputs: [ModelExport.Port("scores", tensor: inner, shape: shape, documentation: "")],
            documentation: "", producer: ("tests", "1"))
        let graph = try #require(try export.model().graph)
        let written = graph.node.flatMap(\.output)
        #expect(Set(written).count == written.count)
        #expect(graph.node.last?.output == ["scores"])
        #expect(graph.node.first?.input == ["frame"])
    }
}
