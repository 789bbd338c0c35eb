import Compute
import Foundation
import Networks
import RandomStreams
import SwiftProtobuf

@testable import ONNX

/// Model files of ONNX, and the networks that come of them: folded, taken to the delta domain and, where they are small,
/// run.
final class ONNXTarget: FuzzTarget {
    private let path: String
    private let seeds: [ModelProto]

    init(scratch: String) throws {
        path = scratch + "/model.onnx"
        try Scratch.write([UInt8](repeating: 0x3E, count: 96), to: scratch + "/w.bin")
        let tiny = try TinyNetwork.make()
        let export = ModelExport(
            tiny, try tiny.initialParameters(seed: 1),
            inputs: [.init("frame", tensor: "frame", shape: tiny.inputs[0].shape, documentation: "a frame")],
            outputs: [
                .init(
                    "scores", tensor: tiny.outputs[0], shape: try tiny.inferShapes().of(tiny.outputs[0]),
                    documentation: "scores")
            ], documentation: "", metadata: [], producer: ("fuzz", "1"))
        seeds = [try export.model(), SeedModels.backbone, SeedModels.attention, SeedModels.shapes, SeedModels.branches]
    }

    func makeInput(_ stream: inout RandomStream) throws -> [UInt8] {
        var model = stream.one(of: seeds)
        if stream.chance(0.85) { Models.mutate(&model, &stream) }
        var bytes: [UInt8] = try model.serializedBytes()
        if stream.chance(0.25) { Bytes.mutate(&bytes, [bytes], &stream) }
        return bytes
    }

    func consume(_ input: [UInt8]) throws {
        try Scratch.write(input, to: path)
        _ = try? ModelFile.inOnePiece(path)
        let model = try ONNXModel(contentsOf: path)
        _ = try? model.wholeNetwork()
        let imported = try model.network(input: Size(height: 16, width: 24))
        let folding = BatchNormFolding(imported.network)
        let (network, parameters) = (folding.network, try folding.parameters(imported.parameters))
        let shapes = try network.inferShapes()
        for value in parameters.names.map(parameters.value) where value.values.contains(where: { $0.isNaN }) {
            // An infinity may come of folding numbers that are too large; a number that is none must not.
            guard imported.parameters.names.allSatisfy({ imported.parameters.value($0).values.allSatisfy(\.isFinite) })
            else { throw FuzzFault("a parameter that is no number was let through") }
        }
        let networks = try? DeltaNetworks(teacher: network)
        guard try isSmall(network, shapes) else { return }
        let store = ParameterStore(parameters)
        try run(network, store)
        if let networks { try run(networks.delta, store) }
    }

    private func isSmall(_ network: Network, _ shapes: Network.Shapes) throws -> Bool {
        var elements = 0
        for node in network.nodes {
            elements += shapes.of(node.name).count
            guard elements < 1 << 18 else { return false }
        }
        return try network.macs() < 1 << 22 && network.nodes.count < 200
    }

    private func run(_ network: Network, _ parameters: ParameterStore) throws {
        let plan = try Plan(network, parameters: parameters, options: PlanOptions(batch: 1))
        for input in network.inputs {
            plan.tensor(input.name).assign((0..<input.shape.count).map { Float($0 % 13) / 7 - 0.9 })
        }
        try plan.forward()
    }

    /// Constants may be as large as the importer's limit lets them be, and lists of places beside them.
    func allowance(_ input: [UInt8]) -> Int { (768 << 20) + 4096 * input.count }
}
