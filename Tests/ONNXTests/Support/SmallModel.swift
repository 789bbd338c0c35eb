import Networks
import SwiftProtobuf
import Testing

@testable import ONNX

/// A model of a few nodes: input `x` of 1 × C × H × W, output `y`.
struct SmallModel {
    var opset = 17
    var shape: (channels: Int, height: Int, width: Int) = (4, 3, 5)
    var nodes: [NodeProto] = []
    var constants: [TensorProto] = []
    var outputs = ["y"]

    init(opset: Int = 17, _ channels: Int = 4, _ height: Int = 3, _ width: Int = 5) {
        self.opset = opset
        shape = (channels, height, width)
    }

    mutating func node(_ op: String, _ inputs: [String], _ outputs: [String], _ attributes: AttributeProto...) {
        let name = "\(op)_\(nodes.count)"
        nodes.append(NodeProto(op, name: name, inputs: inputs, outputs: outputs, attributes: attributes))
    }

    mutating func constant(_ name: String, _ dims: [Int], _ values: [Float]) {
        constants.append(TensorProto(name: name, dims: dims, values))
    }

    /// A list of int64.
    mutating func constant(_ name: String, _ values: [Int]) {
        constants.append(TensorProto(name: name, dims: [values.count], values.map(Int64.init)))
    }

    var message: ModelProto {
        var graph = GraphProto()
        graph.name = "small"
        graph.node = nodes
        graph.initializer = constants
        graph.input = [
            ValueInfoProto("x", .float32, [1, .init(shape.channels), .init(shape.height), .init(shape.width)])
        ]
        graph.output = outputs.map { name in
            var info = ValueInfoProto()
            info.name = name
            return info
        }
        var model = ModelProto()
        model.irVersion = 8
        model.opsetImport = [OperatorSetIdProto(version: Int64(opset))]
        model.graph = graph
        return model
    }

    func imported() throws -> ImportedNetwork {
        // Through the bytes: what is tested is what a file would give.
        try ONNXModel(bytes: try message.serializedBytes()).network(outputs: outputs)
    }

    /// The frame that ``run()`` uses: no two values alike.
    func frame(_ c: Int, _ i: Int, _ j: Int) -> Float {
        let index = (c * shape.height + i) * shape.width + j
        return Float((index * 37) % 101) / 25 - 2
    }

    var frame: [Float] {
        (0..<shape.channels).flatMap { c in
            (0..<shape.height).flatMap { i in (0..<shape.width).map { j in frame(c, i, j) } }
        }
    }

    func run() throws -> [(dims: [Int], values: [Float])] {
        let imported = try imported()
        return zip(imported.outputs.map(\.dimensions), try imported.outputs(frame)).map { ($0, $1) }
    }

    /// Runs the model and holds its only output against a formula of the output's indices.
    func expect(
        _ dims: [Int], tolerance: Float = 1e-5, sourceLocation: SourceLocation = #_sourceLocation,
        _ formula: ([Int]) -> Float
    ) throws {
        let output = try run()[0]
        #expect(output.dims == dims, sourceLocation: sourceLocation)
        guard output.dims == dims else { return }
        var index = [Int](repeating: 0, count: dims.count)
        var worst: Float = 0
        for value in output.values {
            worst = max(worst, abs(value - formula(index)))
            for axis in dims.indices.reversed() {
                index[axis] += 1
                if index[axis] < dims[axis] { break }
                index[axis] = 0
            }
        }
        #expect(worst <= tolerance, "off by \(worst)", sourceLocation: sourceLocation)
    }

    /// The operations of the network, in order.
    func kinds() throws -> [String] { try imported().network.nodes.map(\.operation.definition.kind) }
}
