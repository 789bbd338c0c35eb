public import SwiftProtobuf

/// A model file: versions, who wrote it, and the graph.
public struct ModelProto: ONNXMessage {
    public static let protoMessageName = "onnx.ModelProto"

    public var irVersion: Int64 = 0
    public var producerName = ""
    public var producerVersion = ""
    public var domain = ""
    public var modelVersion: Int64 = 0
    public var docString = ""
    public var graph: GraphProto?
    /// The operator sets in use, one a domain.
    public var opsetImport: [OperatorSetIdProto] = []
    public var metadataProps: [StringStringEntryProto] = []
    /// Operators that the model defines itself.
    public var functions: [FunctionProto] = []
    public var unknownFields = UnknownStorage()

    public init() {}

    public mutating func decodeMessage<D: Decoder>(decoder: inout D) throws {
        while let field = try decoder.nextFieldNumber() {
            switch field {
            case 1: try decoder.decodeSingularInt64Field(value: &irVersion)
            case 2: try decoder.decodeSingularStringField(value: &producerName)
            case 3: try decoder.decodeSingularStringField(value: &producerVersion)
            case 4: try decoder.decodeSingularStringField(value: &domain)
            case 5: try decoder.decodeSingularInt64Field(value: &modelVersion)
            case 6: try decoder.decodeSingularStringField(value: &docString)
            case 7: try decoder.decodeSingularMessageField(value: &graph)
            case 8: try decoder.decodeRepeatedMessageField(value: &opsetImport)
            case 14: try decoder.decodeRepeatedMessageField(value: &metadataProps)
            case 25: try decoder.decodeRepeatedMessageField(value: &functions)
            default: break
            }
        }
    }

    public func traverse<V: Visitor>(visitor: inout V) throws {
        try visitor.visit(irVersion, 1)
        try visitor.visit(producerName, 2)
        try visitor.visit(producerVersion, 3)
        try visitor.visit(domain, 4)
        try visitor.visit(modelVersion, 5)
        try visitor.visit(docString, 6)
        try visitor.visit(graph, 7)
        try visitor.visit(opsetImport, 8)
        try visitor.visit(metadataProps, 14)
        try visitor.visit(functions, 25)
        try unknownFields.traverse(visitor: &visitor)
    }
}
