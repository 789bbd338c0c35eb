import Foundation
import Networks
import SwiftProtobuf
import Testing

@testable import ONNX

@Suite struct ExternalDataTests {
    /// A convolution whose weight lies where the entries say, in a folder with a file `w.bin` of 24 bytes.
    private func load(_ entries: [(String, String)], setUp: (URL) throws -> Void = { _ in }) throws -> ImportedNetwork {
        let folder = FileManager.default.temporaryDirectory.appending(path: "onnx-\(UInt64.random(in: 0 ... .max))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let values: [Float] = [9, 9, 1, 2, 3, 4]
        try values.withUnsafeBytes { Data($0) }.write(to: folder.appending(path: "w.bin"))
        try setUp(folder)

        var model = SmallModel(2)
        model.constant("w", [2, 2, 1, 1], [0, 0, 0, 0])
        model.node("Conv", ["x", "w"], ["y"])
        var message = model.message
        message.graph?.initializer[0].rawData = nil
        message.graph?.initializer[0].dataLocation = TensorProto.external
        message.graph?.initializer[0].externalData = entries.map { StringStringEntryProto(key: $0.0, value: $0.1) }
        let path = folder.appending(path: "model.onnx").path
        try (try message.serializedBytes() as Data).write(to: URL(filePath: path))
        return try ONNXModel(contentsOf: path).network()
    }

    private func fault(
        _ entries: [(String, String)], setUp: (URL) throws -> Void = { _ in }
    ) throws -> ONNXError.TensorFault? {
        let error = #expect(throws: ONNXError.self) { try load(entries, setUp: setUp) }
        guard case .tensor(name: "w", let fault) = error?.problem else { return nil }
        return fault
    }

    @Test func weightsInAFileBesideTheModel() throws {
        let imported = try load([("location", "w.bin"), ("offset", "8"), ("length", "16")])
        #expect(imported.parameters.value("conv_0.weight").values == [1, 2, 3, 4])
    }

    @Test func rangesThatAreNotThere() throws {
        #expect(
            try fault([("location", "w.bin"), ("offset", "12")])
                == .externalRange("w.bin", offset: 12, length: 16, available: 24))
        #expect(
            try fault([("location", "w.bin"), ("length", "8")]) == .count(shape: [2, 2, 1, 1], expected: 16, found: 8))
        #expect(
            try fault([("location", "w.bin"), ("offset", "-4")]) == .externalNumber(key: "offset", value: "-4"))
        #expect(
            try fault([("location", "w.bin"), ("offset", "\(Int.max)")])
                == .externalRange("w.bin", offset: .max, length: 16, available: 24))
    }

    @Test(arguments: ["", "../w.bin", "/etc/hostname", "a/../../w.bin"])
    func placesOutsideTheFolder(location: String) throws {
        #expect(try fault([("location", location)]) == .externalPath(location))
    }

    @Test func linksThatLeadOut() throws {
        let found = try fault([("location", "link")]) { folder in
            try FileManager.default.createSymbolicLink(
                atPath: folder.appending(path: "link").path, withDestinationPath: "/etc/hostname")
        }
        #expect(found == .externalPath("link"))
    }

    @Test func whatIsNoFile() throws {
        #expect(try fault([("location", "missing")]) == .externalFile("missing", call: "realpath", code: ENOENT))
        let found = try fault([("location", "sub")]) { folder in
            try FileManager.default.createDirectory(
                at: folder.appending(path: "sub"), withIntermediateDirectories: false)
        }
        #expect(found == .externalNotARegularFile("sub"))
    }
}
