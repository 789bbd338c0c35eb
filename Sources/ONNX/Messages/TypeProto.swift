public import SwiftProtobuf

/// A value's type. Only tensors are read; sequences, maps and the rest are kept as unknown fields.
public struct TypeProto: ONNXMessage {
    public static let protoMessageName = "onnx.TypeProto"

    public var tensorType: Tensor?
    public var unknownFields = UnknownStorage()

    public init() {}

    /// A tensor of this type and shape.
    public init(_ kind: ElementKind, _ shape: [TensorShapeProto.Dimension]) {
        var tensor = Tensor()
        tensor.elemType = kind.rawValue
        tensor.shape = TensorShapeProto(shape)
        tensorType = tensor
    }

    public mutating func decodeMessage<D: Decoder>(decoder: inout D) throws {
        while let field = try decoder.nextFieldNumber() {
            switch field {
            case 1: try decoder.decodeSingularMessageField(value: &tensorType)
            default: break
            }
        }
    }

    public func traverse<V: Visitor>(visitor: inout V) throws {
        try visitor.visit(tensorType, 1)
        try unknownFields.traverse(visitor: &visitor)
    }

    /// A tensor's type: its elements' and, where known, its shape.
    public struct Tensor: ONNXMessage {
        public static let protoMessageName = "onnx.TypeProto.Tensor"

        /// An ``ElementKind`` by its number.
        public var elemType: Int32 = 0
        public var shape: TensorShapeProto?
        public var unknownFields = UnknownStorage()

        public init() {}

        public mutating func decodeMessage<D: Decoder>(decoder: inout D) throws {
            while let field = try decoder.nextFieldNumber() {
                switch field {
                case 1: try decoder.decodeSingularInt32Field(value: &elemType)
                case 2: try decoder.decodeSingularMessageField(value: &shape)
                default: break
                }
            }
        }

        public func traverse<V: Visitor>(visitor: inout V) throws {
            if elemType != 0 { try visitor.visitSingularInt32Field(value: elemType, fieldNumber: 1) }
            try visitor.visit(shape, 2)
            try unknownFields.traverse(visitor: &visitor)
        }
    }
}
