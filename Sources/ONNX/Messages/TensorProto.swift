public import Foundation
public import SwiftProtobuf

/// A constant tensor. Its elements stand in `rawData` (little endian), in the list that goes with its type, or in a
/// file beside the model (`externalData`).
public struct TensorProto: ONNXMessage {
    public static let protoMessageName = "onnx.TensorProto"

    public var dims: [Int64] = []
    /// An ``ElementKind`` by its number.
    public var dataType: Int32 = 0
    public var segment: SegmentProto?
    public var floatData: [Float] = []
    /// int32, int16, int8, uint16, uint8, bool, and float16 and bfloat16 as bit patterns.
    public var int32Data: [Int32] = []
    public var stringData: [Data] = []
    public var int64Data: [Int64] = []
    public var name = ""
    public var rawData: Data?
    public var doubleData: [Double] = []
    public var uint64Data: [UInt64] = []
    public var docString = ""
    /// `location`, `offset`, `length`, `checksum`.
    public var externalData: [StringStringEntryProto] = []
    /// 0: in this message; 1: where `externalData` says.
    public var dataLocation: Int32 = 0
    public var unknownFields = UnknownStorage()

    public static let external: Int32 = 1

    public init() {}

    public mutating func decodeMessage<D: Decoder>(decoder: inout D) throws {
        while let field = try decoder.nextFieldNumber() {
            switch field {
            case 1: try decoder.decodeRepeatedInt64Field(value: &dims)
            case 2: try decoder.decodeSingularInt32Field(value: &dataType)
            case 3: try decoder.decodeSingularMessageField(value: &segment)
            case 4: try decoder.decodeRepeatedFloatField(value: &floatData)
            case 5: try decoder.decodeRepeatedInt32Field(value: &int32Data)
            case 6: try decoder.decodeRepeatedBytesField(value: &stringData)
            case 7: try decoder.decodeRepeatedInt64Field(value: &int64Data)
            case 8: try decoder.decodeSingularStringField(value: &name)
            case 9: try decoder.decodeSingularBytesField(value: &rawData)
            case 10: try decoder.decodeRepeatedDoubleField(value: &doubleData)
            case 11: try decoder.decodeRepeatedUInt64Field(value: &uint64Data)
            case 12: try decoder.decodeSingularStringField(value: &docString)
            case 13: try decoder.decodeRepeatedMessageField(value: &externalData)
            case 14: try decoder.decodeSingularInt32Field(value: &dataLocation)
            default: break
            }
        }
    }

    public func traverse<V: Visitor>(visitor: inout V) throws {
        if !dims.isEmpty { try visitor.visitRepeatedInt64Field(value: dims, fieldNumber: 1) }
        if dataType != 0 { try visitor.visitSingularInt32Field(value: dataType, fieldNumber: 2) }
        try visitor.visit(segment, 3)
        if !floatData.isEmpty { try visitor.visitPackedFloatField(value: floatData, fieldNumber: 4) }
        if !int32Data.isEmpty { try visitor.visitPackedInt32Field(value: int32Data, fieldNumber: 5) }
        if !stringData.isEmpty { try visitor.visitRepeatedBytesField(value: stringData, fieldNumber: 6) }
        if !int64Data.isEmpty { try visitor.visitPackedInt64Field(value: int64Data, fieldNumber: 7) }
        try visitor.visit(name, 8)
        if let rawData { try visitor.visitSingularBytesField(value: rawData, fieldNumber: 9) }
        if !doubleData.isEmpty { try visitor.visitPackedDoubleField(value: doubleData, fieldNumber: 10) }
        if !uint64Data.isEmpty { try visitor.visitPackedUInt64Field(value: uint64Data, fieldNumber: 11) }
        try visitor.visit(docString, 12)
        try visitor.visit(externalData, 13)
        if dataLocation != 0 { try visitor.visitSingularInt32Field(value: dataLocation, fieldNumber: 14) }
        try unknownFields.traverse(visitor: &visitor)
    }
}

/// The range that a chunk of a tensor covers: nobody writes it, and a model that has it is refused.
public struct SegmentProto: ONNXMessage {
    public static let protoMessageName = "onnx.TensorProto.Segment"

    public var unknownFields = UnknownStorage()

    public init() {}

    public mutating func decodeMessage<D: Decoder>(decoder: inout D) throws {
        while try decoder.nextFieldNumber() != nil {}
    }

    public func traverse<V: Visitor>(visitor: inout V) throws { try unknownFields.traverse(visitor: &visitor) }
}
