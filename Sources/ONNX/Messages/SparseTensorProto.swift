public import SwiftProtobuf

/// A sparse tensor: kept as read, and refused where a graph uses it.
public struct SparseTensorProto: ONNXMessage {
    public static let protoMessageName = "onnx.SparseTensorProto"

    public var values: TensorProto?
    public var indices: TensorProto?
    public var dims: [Int64] = []
    public var unknownFields = UnknownStorage()

    public init() {}

    public mutating func decodeMessage<D: Decoder>(decoder: inout D) throws {
        while let field = try decoder.nextFieldNumber() {
            switch field {
            case 1: try decoder.decodeSingularMessageField(value: &values)
            case 2: try decoder.decodeSingularMessageField(value: &indices)
            case 3: try decoder.decodeRepeatedInt64Field(value: &dims)
            default: break
            }
        }
    }

    public func traverse<V: Visitor>(visitor: inout V) throws {
        try visitor.visit(values, 1)
        try visitor.visit(indices, 2)
        if !dims.isEmpty { try visitor.visitRepeatedInt64Field(value: dims, fieldNumber: 3) }
        try unknownFields.traverse(visitor: &visitor)
    }
}
