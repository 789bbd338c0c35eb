public import SwiftProtobuf

/// One application of an operator: values by name in and out. An empty input name is an optional input left out.
public struct NodeProto: ONNXMessage {
    public static let protoMessageName = "onnx.NodeProto"

    public var input: [String] = []
    public var output: [String] = []
    public var name = ""
    public var opType = ""
    public var attribute: [AttributeProto] = []
    public var docString = ""
    public var domain = ""
    /// Which of several functions of one name and domain is meant.
    public var overload = ""
    public var unknownFields = UnknownStorage()

    public init() {}

    public init(
        _ opType: String, name: String = "", inputs: [String], outputs: [String], attributes: [AttributeProto] = []
    ) {
        self.opType = opType
        self.name = name
        input = inputs
        output = outputs
        attribute = attributes
    }

    public mutating func decodeMessage<D: Decoder>(decoder: inout D) throws {
        while let field = try decoder.nextFieldNumber() {
            switch field {
            case 1: try decoder.decodeRepeatedStringField(value: &input)
            case 2: try decoder.decodeRepeatedStringField(value: &output)
            case 3: try decoder.decodeSingularStringField(value: &name)
            case 4: try decoder.decodeSingularStringField(value: &opType)
            case 5: try decoder.decodeRepeatedMessageField(value: &attribute)
            case 6: try decoder.decodeSingularStringField(value: &docString)
            case 7: try decoder.decodeSingularStringField(value: &domain)
            case 8: try decoder.decodeSingularStringField(value: &overload)
            default: break
            }
        }
    }

    public func traverse<V: Visitor>(visitor: inout V) throws {
        try visitor.visit(input, 1)
        try visitor.visit(output, 2)
        try visitor.visit(name, 3)
        try visitor.visit(opType, 4)
        try visitor.visit(attribute, 5)
        try visitor.visit(docString, 6)
        try visitor.visit(domain, 7)
        try visitor.visit(overload, 8)
        try unknownFields.traverse(visitor: &visitor)
    }
}
