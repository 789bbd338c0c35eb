public import SwiftProtobuf

/// The version of a domain's operators; the standard ones are the domain `""`.
public struct OperatorSetIdProto: ONNXMessage {
    public static let protoMessageName = "onnx.OperatorSetIdProto"

    public var domain = ""
    public var version: Int64 = 0
    public var unknownFields = UnknownStorage()

    public init() {}

    public init(domain: String = "", version: Int64) {
        self.domain = domain
        self.version = version
    }

    public mutating func decodeMessage<D: Decoder>(decoder: inout D) throws {
        while let field = try decoder.nextFieldNumber() {
            switch field {
            case 1: try decoder.decodeSingularStringField(value: &domain)
            case 2: try decoder.decodeSingularInt64Field(value: &version)
            default: break
            }
        }
    }

    public func traverse<V: Visitor>(visitor: inout V) throws {
        // The standard domain is written too: checkers want to see the field.
        try visitor.visitSingularStringField(value: domain, fieldNumber: 1)
        try visitor.visitSingularInt64Field(value: version, fieldNumber: 2)
        try unknownFields.traverse(visitor: &visitor)
    }
}
