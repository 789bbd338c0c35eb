import Foundation
import Networks
import SwiftProtobuf
import Testing

@testable import ONNX

/// What a model says of itself, which of its outputs count, and for which size it becomes a network.
@Suite struct ModelTests {
    @Test(arguments: [nil, 7, 10, 22, 99])
    func otherOpsetsAreRefusedByNumber(version: Int?) throws {
        var model = SmallModel()
        model.node("Relu", ["x"], ["y"])
        var message = model.message
        message.opsetImport = [OperatorSetIdProto(domain: "com.microsoft", version: 1)]
        if let version { message.opsetImport.append(OperatorSetIdProto(version: Int64(version))) }
        let error = #expect(throws: ONNXError.self) { try ONNXModel(message) }
        #expect(error?.problem == .opset(found: version, supported: 11...21))
    }

    @Test("all missing operators at once, with their nodes")
    func missingOperators() throws {
        var model = SmallModel()
        model.node("Det", ["x"], ["a"])
        model.node("Relu", ["a"], ["b"])
        model.node("Attention", ["b"], ["c"])
        model.nodes[2].domain = "com.microsoft"
        model.node("Det", ["c"], ["y"])
        model.node("Loop", ["x"], ["unused"])
        let error = #expect(throws: ONNXError.self) { try model.imported() }
        let expected = [
            ONNXError.MissingOperator(op: "Det", nodes: ["Det_0", "Det_3"], count: 2),
            ONNXError.MissingOperator(op: "com.microsoft.Attention", nodes: ["Attention_2"], count: 1),
        ]
        #expect(error?.problem == .missingOperators(expected, opset: 17))
    }

    @Test("operators that are known for constants alone are missing where they depend on the frame")
    func missingOfTheFrame() throws {
        var model = SmallModel()
        model.constant("one", [1], [1])
        model.node("Range", ["one", "one", "one"], ["ignored"])
        model.node("CumSum", ["x", "one"], ["a"])
        model.node("Det", ["a"], ["b"])
        model.node("Shape", ["b"], ["s"])
        model.node("ConstantOfShape", ["s"], ["c"])
        model.node("Add", ["b", "c"], ["y"])
        let error = #expect(throws: ONNXError.self) { try model.imported() }
        guard case .missingOperators(let missing, _) = error?.problem else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(missing.map(\.op) == ["CumSum", "Det"])
    }

    @Test func openSizesAreTheCallers() throws {
        var model = SmallModel(3)
        model.node("Shape", ["x"], ["s"])
        model.constant("scale", [1, 1, 2, 2])
        model.node("Mul", ["s", "scale"], ["sizes"])
        model.node("Resize", ["x", "", "", "sizes"], ["y"], AttributeProto("mode", "linear"))
        var message = model.message
        message.graph?.input[0] = ValueInfoProto("x", .float32, ["N", 3, "H", "W"])
        let open = try ONNXModel(message)
        #expect(open.inputs[0].dimensions == ["N", "3", "H", "W"])
        let error = #expect(throws: ONNXError.self) { try open.network() }
        #expect(error?.problem == .openSize(input: "x", shape: "N x 3 x H x W"))
        let network = try open.network(input: Size(height: 6, width: 10)).network
        #expect(network.inputs == [Network.Input("frame", FeatureShape(height: 6, width: 10, channels: 3))])
        #expect(try network.inferShapes().of(network.outputs[0]).size == Size(height: 12, width: 20))

        let fixed = try ONNXModel(model.message)
        let mismatch = #expect(throws: ONNXError.self) { try fixed.network(input: Size(8)) }
        #expect(
            mismatch?.problem
                == .sizeMismatch(input: "x", fixed: Size(height: 3, width: 5), asked: Size(8)))
    }

    @Test("the first output of four dimensions counts, or those asked for")
    func choiceOfOutputs() throws {
        var model = SmallModel()
        model.outputs = ["vector", "map", "other"]
        model.node("GlobalAveragePool", ["x"], ["p"])
        model.node("Flatten", ["p"], ["vector"])
        model.node("Relu", ["x"], ["map"])
        model.node("Sigmoid", ["map"], ["other"])
        var message = model.message
        message.graph?.output[0] = ValueInfoProto("vector", .float32, [1, 4])
        for index in 1...2 {
            message.graph?.output[index] = ValueInfoProto(model.outputs[index], .float32, [1, 4, 3, 5])
        }
        let read = try ONNXModel(message)
        #expect(try read.network().outputs.map(\.name) == ["map"])
        #expect(try read.network().network.nodes.count == 1)
        let two = try read.network(outputs: ["other", "vector"])
        #expect(two.outputs.map(\.dimensions) == [[1, 4, 3, 5], [1, 4]])
        #expect(two.network.outputs == two.outputs.map(\.tensor))
        let error = #expect(throws: ONNXError.self) { try read.network(outputs: ["mapp"]) }
        #expect(
            error?.problem == .unknownOutput("mapp", suggestion: "map", known: ["vector", "map", "other"]))
    }

    @Test func namesAreReadableAndOnce() throws {
        var model = SmallModel(3)
        model.constant("layer1.0.conv1.weight", [3, 3, 1, 1], [Float](repeating: 1, count: 9))
        model.constant("onnx::Conv_7", [3, 3, 1, 1], [Float](repeating: 1, count: 9))
        model.nodes = [
            NodeProto("Conv", name: "node_Conv_3", inputs: ["x", "layer1.0.conv1.weight"], outputs: ["a"]),
            NodeProto("Conv", name: "node_Conv_4", inputs: ["a", "layer1.0.conv1.weight"], outputs: ["b"]),
            NodeProto(
                "Conv", name: "/layer2/layer2.0/downsample/downsample.0/Conv", inputs: ["b", "onnx::Conv_7"],
                outputs: ["c"]),
            NodeProto("Relu", name: "/layer2/layer2.0/Relu_1", inputs: ["c"], outputs: ["d"]),
            NodeProto("Conv", name: "scores", inputs: ["d", "onnx::Conv_7"], outputs: ["e"]),
            NodeProto("Relu", name: "key:frame", inputs: ["e"], outputs: ["f"]),
            NodeProto("Sigmoid", name: "frame", inputs: ["f"], outputs: ["y"]),
        ]
        let imported = try model.imported()
        #expect(
            imported.network.nodes.map(\.name) == [
                "layer1.0.conv1", "layer1.0.conv1_1", "layer2.0.downsample.0", "layer2.0.relu_1", "scores_",
                "key_frame", "frame_",
            ])
        #expect(imported.sources["layer2.0.relu_1"] == "/layer2/layer2.0/Relu_1")
        #expect(imported.parameters["layer1.0.conv1_1.weight"] != nil)
    }

    @Test("a stored tensor has the same numbers in each of its forms")
    func elementForms() throws {
        func read(_ proto: TensorProto) throws -> ConstantTensor {
            var files = ExternalData(model: "")
            return try ConstantTensor(proto, named: "t", externalData: &files)
        }
        func tensor(_ kind: ElementKind, _ fill: (inout TensorProto) -> Void) -> TensorProto {
            var proto = TensorProto()
            proto.dims = [2]
            proto.dataType = kind.rawValue
            fill(&proto)
            return proto
        }
        let forms: [(TensorProto, [Double])] = [
            (tensor(.float32) { $0.floatData = [1.5, -2] }, [1.5, -2]),
            (tensor(.float16) { $0.rawData = Data([0x00, 0x3E, 0x00, 0xC0]) }, [1.5, -2]),
            (tensor(.float16) { $0.int32Data = [0x3E00, 0xC000] }, [1.5, -2]),
            (tensor(.bfloat16) { $0.rawData = Data([0xC0, 0x3F, 0x00, 0xC0]) }, [1.5, -2]),
            (tensor(.float64) { $0.doubleData = [1.5, -2] }, [1.5, -2]),
            (tensor(.int32) { $0.rawData = Data([7, 0, 0, 0, 0xFE, 0xFF, 0xFF, 0xFF]) }, [7, -2]),
            (tensor(.int8) { $0.rawData = Data([7, 0xFE]) }, [7, -2]),
            (tensor(.uint8) { $0.int32Data = [7, 254] }, [7, 254]),
            (tensor(.bool) { $0.rawData = Data([0, 1]) }, [0, 1]),
            (tensor(.int64) { $0.int64Data = [7, -2] }, [7, -2]),
        ]
        for (proto, expected) in forms { #expect(try read(proto).doubles == expected) }
    }

    @Test func whatIsNoImageIsRefused() throws {
        var model = SmallModel()
        model.node("Relu", ["x"], ["y"])
        var message = model.message
        for shape in [[2, 3, 4, 5], [1, 3, 4], [1, "C", 4, 5]] as [[TensorShapeProto.Dimension]] {
            message.graph?.input[0] = ValueInfoProto("x", .float32, shape)
            let error = #expect(throws: ONNXError.self) { try ONNXModel(message).network() }
            guard case .inputShape(name: "x", _) = error?.problem else {
                Issue.record("\(error as Any)")
                continue
            }
        }
        message.graph?.input.append(ValueInfoProto("z", .float32, [1]))
        let error = #expect(throws: ONNXError.self) { try ONNXModel(message).network() }
        #expect(error?.problem == .inputs(["x", "z"]))
    }
}
