public import SwiftProtobuf

/// A value's name and type: an input, an output, or a note about something between.
public struct ValueInfoProto: ONNXMessage {
    public static let protoMessageName = "onnx.ValueInfoProto"

    public var name = ""
    public var type: TypeProto?
    public var docString = ""
    public var unknownFields = UnknownStorage()

    public init() {}

    /// A tensor of this type and shape.
    public init(_ name: String, _ kind: ElementKind, _ shape: [TensorShapeProto.Dimension], doc: String = "") {
        self.name = name
        docString = doc
        type = TypeProto(kind, shape)
    }

    public mutating func decodeMessage<D: Decoder>(decoder: inout D) throws {
        while let field = try decoder.nextFieldNumber() {
            switch field {
            case 1: try decoder.decodeSingularStringField(value: &name)
            case 2: try decoder.decodeSingularMessageField(value: &type)
            case 3: try decoder.decodeSingularStringField(value: &docString)
            default: break
            }
        }
    }

    public func traverse<V: Visitor>(visitor: inout V) throws {
        try visitor.visit(name, 1)
        try visitor.visit(type, 2)
        try visitor.visit(docString, 3)
        try unknownFields.traverse(visitor: &visitor)
    }
}
