public import SwiftProtobuf

/// A tensor's shape, a dimension each: a number, a name for one that is open, or nothing.
public struct TensorShapeProto: ONNXMessage {
    public static let protoMessageName = "onnx.TensorShapeProto"

    public var dim: [Dimension] = []
    public var unknownFields = UnknownStorage()

    public init() {}

    public init(_ dimensions: [Dimension]) { dim = dimensions }

    public mutating func decodeMessage<D: Decoder>(decoder: inout D) throws {
        while let field = try decoder.nextFieldNumber() {
            switch field {
            case 1: try decoder.decodeRepeatedMessageField(value: &dim)
            default: break
            }
        }
    }

    public func traverse<V: Visitor>(visitor: inout V) throws {
        try visitor.visit(dim, 1)
        try unknownFields.traverse(visitor: &visitor)
    }

    /// One dimension.
    public struct Dimension: ONNXMessage, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
        public static let protoMessageName = "onnx.TensorShapeProto.Dimension"

        /// The extent; of `dimValue` and `dimParam` at most one is there.
        public var dimValue: Int64?
        /// The name of an open extent.
        public var dimParam: String?
        public var denotation = ""
        public var unknownFields = UnknownStorage()

        public init() {}

        public init(_ extent: Int) { dimValue = Int64(extent) }

        public init(named name: String) { dimParam = name }

        public init(integerLiteral value: Int) { self.init(value) }

        public init(stringLiteral value: String) { self.init(named: value) }

        public mutating func decodeMessage<D: Decoder>(decoder: inout D) throws {
            while let field = try decoder.nextFieldNumber() {
                switch field {
                case 1:
                    try decoder.decodeSingularInt64Field(value: &dimValue)
                    dimParam = nil
                case 2:
                    try decoder.decodeSingularStringField(value: &dimParam)
                    dimValue = nil
                case 3: try decoder.decodeSingularStringField(value: &denotation)
                default: break
                }
            }
        }

        public func traverse<V: Visitor>(visitor: inout V) throws {
            if let dimValue { try visitor.visitSingularInt64Field(value: dimValue, fieldNumber: 1) }
            if let dimParam { try visitor.visitSingularStringField(value: dimParam, fieldNumber: 2) }
            try visitor.visit(denotation, 3)
            try unknownFields.traverse(visitor: &visitor)
        }
    }
}
