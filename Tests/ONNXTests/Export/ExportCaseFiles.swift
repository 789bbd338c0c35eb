import Foundation
import NetworkReference
import Networks

@testable import ONNX

/// The models of these tests as files, with inputs and what should come out, for `scripts/onnx_scores.py operations`, which
/// runs them in ONNX Runtime. Written where `DELTANAS_EXPORT_CASES` names a folder.
enum ExportCaseFiles {
    private static let folder = ProcessInfo.processInfo.environment["DELTANAS_EXPORT_CASES"]

    static func write(_ export: ModelExport, _ inputs: [String: ReferenceTensor], seed: UInt64) throws {
        guard let folder else { return }
        try StoredFile.write(export.bytes(), to: "\(folder)/\(export.network.name).onnx")
        try write(inputs.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }, of: export.network.name, kind: "inputs")
    }

    /// Tensors as N×C×H×W.
    static func write(_ tensors: [(name: String, tensor: ReferenceTensor)], of name: String, kind: String) throws {
        guard let folder else { return }
        var parameters = Parameters()
        for (name, tensor) in tensors {
            let shape = tensor.shape
            var planes: [Float] = []
            for c in 0..<shape.channels {
                for p in 0..<shape.positions { planes.append(Float(tensor.values[p * shape.channels + c])) }
            }
            parameters[name] = .init(shape: [1, shape.channels, shape.height, shape.width], values: planes)
        }
        try SafetensorsFile(parameters).write(to: "\(folder)/\(name).\(kind).safetensors")
    }
}
