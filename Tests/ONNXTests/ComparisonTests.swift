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
            let clock = ContinuousClock()
            var mark = clock.now
            func lap(_ what: String) {
                if ProcessInfo.processInfo.environment["LAPS"] != nil { print("LAP", name, what, clock.now - mark) }
                mark = clock.now
            }
            let model = try ONNXModel(contentsOf: "\(folder)/\(name).onnx")
            lap("read")
            let imported = try model.network(
                name: name, input: Size(height: shape[2], width: shape[3]), outputs: outputs)
            lap("import")
            let found = try imported.outputs(try file.floats("frame"), folded: true)
            lap("run")
            for (output, values) in zip(outputs, found) {
                let distance = distance(values, try file.floats(output))
                let convolutions = try imported.network.macsByNode()
                print("IMPORT \(name) \(output) \(distance) \(convolutions.count) \(try imported.network.macs())")
                #expect(distance < 1e-3, "\(name) \(output)")
            }
        } catch {
            print("IMPORT \(name) FAILED \(error)")
            Issue.record("\(name): \(error)")
        }
    }
}
