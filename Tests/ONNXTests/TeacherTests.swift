import Foundation
import Networks
import Testing

@testable import ONNX

private let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../shared/teacher").standardizedFileURL.path
private let isThere = FileManager.default.fileExists(atPath: folder + "/ddrnet23s-camvid.onnx")

/// The shared teacher, once as ONNX and once as built-in architecture with a checkpoint.
@Suite("the shared teacher", .enabled(if: isThere, "../shared/teacher is missing"))
struct TeacherTests {
    @Test("the same convolutions by the same names, the same MACs, the same scores")
    func sameNetwork() throws {
        let imported = try ONNXModel(contentsOf: folder + "/ddrnet23s-camvid.onnx").network()
        let size = Size(height: 360, width: 480)
        let builtIn = try Architecture(name: "ddrnet-23-slim").network(classes: 11, input: size)
        #expect(try imported.network.macs() == builtIn.macs())
        #expect(try imported.network.macsByNode().map(\.node).sorted() == builtIn.macsByNode().map(\.node).sorted())

        let checkpoint = try SafetensorsFile(contentsOf: folder + "/ddrnet23s-camvid.safetensors")
        let output = ImportedNetwork.Output(name: "scores", tensor: builtIn.outputs[0], dimensions: [])
        let reference = ImportedNetwork(
            network: builtIn, parameters: try Parameters(checkpoint: checkpoint, for: builtIn), outputs: [output],
            sources: [:])
        let frame = (0..<3 * size.area).map { Float(($0 * 131) % 997) / 250 - 2 }
        let expected = try reference.outputs(frame, folded: true)[0]
        #expect(distance(try imported.outputs(frame, folded: true)[0], expected) < 1e-4)
    }
}
