import Foundation
import Networks
import SwiftProtobuf
import Testing

@testable import ONNX

@Suite("ONNX messages")
struct MessageTests {
    @Test("what is written is read again, subgraphs and all kinds of attributes included")
    func roundTrip() throws {
        var branch = GraphProto()
        branch.name = "then"
        branch.node = [NodeProto("Relu", inputs: ["x"], outputs: ["y"])]
        let attributes = [
            AttributeProto("i", 0), AttributeProto("f", Float(0)), AttributeProto("s", "text"),
            AttributeProto("is", [1, -2]), AttributeProto("fs", [Float(0.5)]),
            AttributeProto("t", TensorProto(name: "c", dims: [2], [Int64(3), -4])), AttributeProto("g", branch),
        ]
        var graph = GraphProto()
        graph.name = "g"
        graph.node = [NodeProto("If", name: "n", inputs: ["c", ""], outputs: ["y"], attributes: attributes)]
        graph.initializer = [TensorProto(name: "w", dims: [1, 2], [Float(1.5), -2])]
        graph.input = [ValueInfoProto("x", .float32, [1, "N", 0])]
        var model = ModelProto()
        model.irVersion = 8
        model.opsetImport = [OperatorSetIdProto(version: 17)]
        model.graph = graph

        let bytes: [UInt8] = try model.serializedBytes()
        #expect(try ModelProto(serializedBytes: bytes) == model)
    }

    @Test("a field that nobody declares survives reading and writing")
    func unknownFields() throws {
        // Field 26 of ModelProto, length-delimited, two bytes.
        let bytes: [UInt8] = [0x08, 0x07, 0xD2, 0x01, 0x02, 0xAB, 0xCD]
        let model = try ModelProto(serializedBytes: bytes)
        #expect(model.irVersion == 7)
        #expect(try model.serializedBytes() as [UInt8] == bytes)
    }

    @Test("numbers stand on the wire as the specification says")
    func wireFormat() throws {
        let bytes: [UInt8] = try NodeProto("Add", inputs: ["a"], outputs: ["b"]).serializedBytes()
        #expect(bytes == [0x0A, 1, 0x61, 0x12, 1, 0x62, 0x22, 3, 0x41, 0x64, 0x64])
        let attribute: [UInt8] = try AttributeProto("k", 3).serializedBytes()
        #expect(attribute == [0x0A, 1, 0x6B, 0x18, 3, 0xA0, 0x01, 2])
    }
}
