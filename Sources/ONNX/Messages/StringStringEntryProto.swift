public import SwiftProtobuf

/// A key and its value.
public struct StringStringEntryProto: ONNXMessage {
    public static let protoMessageName = "onnx.StringStringEntryProto"

    public var key = ""
    public var value = ""
    public var unknownFields = UnknownStorage()

    public init() {}

    public init(key: String, value: String) {
        self.key = key
        self.value = value
    }

    public mutating func decodeMessage<D: Decoder>(decoder: inout D) throws {
        while let field = try decoder.nextFieldNumber() {
            switch field {
            case 1: try decoder.decodeSingularStringField(value: &key)
            case 2: try decoder.decodeSingularStringField(value: &value)
            default: break
            }
        }
    }

    public func traverse<V: Visitor>(visitor: inout V) throws {
        try visitor.visit(key, 1)
        try visitor.visit(value, 2)
        try unknownFields.traverse(visitor: &visitor)
    }
}
