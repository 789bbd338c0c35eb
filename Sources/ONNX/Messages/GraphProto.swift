public import SwiftProtobuf

/// A graph: nodes, constant tensors, inputs and outputs.
public struct GraphProto: ONNXMessage {
    public static let protoMessageName = "onnx.GraphProto"

    public var node: [NodeProto] = []
    public var name = ""
    public var initializer: [TensorProto] = []
    public var sparseInitializer: [SparseTensorProto] = []
    public var docString = ""
    public var input: [ValueInfoProto] = []
    public var output: [ValueInfoProto] = []
    public var valueInfo: [ValueInfoProto] = []
    public var unknownFields = UnknownStorage()

    public init() {}

    public mutating func decodeMessage<D: Decoder>(decoder: inout D) throws {
        while let field = try decoder.nextFieldNumber() {
            switch field {
            case 1: try decoder.decodeRepeatedMessageField(value: &node)
            case 2: try decoder.decodeSingularStringField(value: &name)
            case 5: try decoder.decodeRepeatedMessageField(value: &initializer)
            case 10: try decoder.decodeSingularStringField(value: &docString)
            case 11: try decoder.decodeRepeatedMessageField(value: &input)
            case 12: try decoder.decodeRepeatedMessageField(value: &output)
            case 13: try decoder.decodeRepeatedMessageField(value: &valueInfo)
            case 15: try decoder.decodeRepeatedMessageField(value: &sparseInitializer)
            default: break
            }
        }
    }

    public func traverse<V: Visitor>(visitor: inout V) throws {
        try visitor.visit(node, 1)
        try visitor.visit(name, 2)
        try visitor.visit(initializer, 5)
        try visitor.visit(docString, 10)
        try visitor.visit(input, 11)
        try visitor.visit(output, 12)
        try visitor.visit(valueInfo, 13)
        try visitor.visit(sparseInitializer, 15)
        try unknownFields.traverse(visitor: &visitor)
    }
}
