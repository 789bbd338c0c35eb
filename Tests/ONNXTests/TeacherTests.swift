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
    }
}
