import Foundation
import Networks
import Testing

@testable import ONNX

/// Where models lie that another runtime has run.
private let importsFolder = ProcessInfo.processInfo.environment["DELTANAS_IMPORTS"]

/// Models that another runtime has run, in the folder `DELTANAS_IMPORTS`: `NAME.onnx`, and `NAME.safetensors` with
/// `frame` and the outputs by name. `experiments/imports` writes such folders.
@Suite(.enabled(if: importsFolder != nil, "DELTANAS_IMPORTS names no folder"))
struct ComparisonTests {
    @Test func agreesWithTheOtherRuntime() throws {
        let folder = try #require(importsFolder)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { $0.hasSuffix(".onnx") }.map { String($0.dropLast(5)) }.sorted()
        for name in names { compare(name, in: folder) }
    }

    private func compare(_ name: String, in folder: String) {
        do {
            let file = try SafetensorsFile(contentsOf: "\(folder)/\(name).safetensors")
            let shape = try file.tensor("frame").shape
            let outputs = file.tensors.map(\.name).filter { $0 != "frame" }
            let model = try ONNXModel(contentsOf: "\(folder)/\(name).onnx")
            let imported = try model.network(
                name: name, input: Size(height: shape[2], width: shape[3]), outputs: outputs)
            let found = try imported.outputs(try file.floats("frame"), folded: true)
            let network = imported.network
            let worst = try zip(outputs, found).map { distance($1, try file.floats($0)) }.max() ?? .infinity
            let alone = try model.network(
                name: name, input: Size(height: shape[2], width: shape[3]), outputs: [outputs[0]])
            let frame = try file.floats("frame")
            let moved = frame.indices.map { frame[$0] + 0.3 * frame[($0 + 7) % frame.count] }
            let delta = try alone.deltaDistance(frame, moved)
            let convolutions = network.nodes.count { if case .convolution = $0.operation { true } else { false } }
            print(
                "IMPORT \(name) \(model.opset) \(network.nodes.count) \(convolutions) \(try network.macs()) "
                    + "\(worst) \(delta)")
            #expect(worst < 1e-3, "\(name)")
            #expect(delta < 1e-4, "\(name) in the delta domain")
        } catch {
            print("IMPORT \(name) FAILED \(error)")
            Issue.record("\(name): \(error)")
        }
    }
}
