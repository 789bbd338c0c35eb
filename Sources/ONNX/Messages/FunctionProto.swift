public import SwiftProtobuf

/// An operator that a model defines by a graph of its own.
public struct FunctionProto: ONNXMessage {
    public static let protoMessageName = "onnx.FunctionProto"

    public var name = ""
    public var input: [String] = []
    public var output: [String] = []
    /// The names of attributes that a caller must give.
    public var attribute: [String] = []
    public var node: [NodeProto] = []
    public var docString = ""
    public var opsetImport: [OperatorSetIdProto] = []
    public var domain = ""
    /// Attributes with defaults.
    public var attributeProto: [AttributeProto] = []
    public var overload = ""
    public var unknownFields = UnknownStorage()

    public init() {}

    public mutating func decodeMessage<D: Decoder>(decoder: inout D) throws {
        while let field = try decoder.nextFieldNumber() {
            switch field {
            case 1: try decoder.decodeSingularStringField(value: &name)
            case 4: try decoder.decodeRepeatedStringField(value: &input)
            case 5: try decoder.decodeRepeatedStringField(value: &output)
            case 6: try decoder.decodeRepeatedStringField(value: &attribute)
            case 7: try decoder.decodeRepeatedMessageField(value: &node)
            case 8: try decoder.decodeSingularStringField(value: &docString)
            case 9: try decoder.decodeRepeatedMessageField(value: &opsetImport)
            case 10: try decoder.decodeSingularStringField(value: &domain)
            case 11: try decoder.decodeRepeatedMessageField(value: &attributeProto)
            case 13: try decoder.decodeSingularStringField(value: &overload)
            default: break
            }
        }
    }

    public func traverse<V: Visitor>(visitor: inout V) throws {
        try visitor.visit(name, 1)
        try visitor.visit(input, 4)
        try visitor.visit(output, 5)
        try visitor.visit(attribute, 6)
        try visitor.visit(node, 7)
        try visitor.visit(docString, 8)
        try visitor.visit(opsetImport, 9)
        try visitor.visit(domain, 10)
        try visitor.visit(attributeProto, 11)
        try visitor.visit(overload, 13)
        try unknownFields.traverse(visitor: &visitor)
    }
}
