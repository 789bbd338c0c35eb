public import Foundation
public import SwiftProtobuf

/// A node's attribute: a name, a type and the one field that the type names.
public struct AttributeProto: ONNXMessage {
    public static let protoMessageName = "onnx.AttributeProto"

    public var name = ""
    /// In a function's body: the attribute of the caller that stands here.
    public var refAttrName = ""
    public var docString = ""
    /// A ``Kind`` by its number; zero in files of the first version, which did not have it.
    public var type: Int32 = 0
    public var f: Float?
    public var i: Int64?
    public var s: Data?
    public var t: TensorProto?
    public var sparseTensor: SparseTensorProto?
    public var floats: [Float] = []
    public var ints: [Int64] = []
    public var strings: [Data] = []
    public var tensors: [TensorProto] = []
    public var graphs: [GraphProto] = []
    public var unknownFields = UnknownStorage()

    /// The subgraph of `If` and `Loop`: a list because a value cannot hold itself.
    private var graph: [GraphProto] = []
    public var g: GraphProto? {
        get { graph.first }
        set { graph = newValue.map { [$0] } ?? [] }
    }

    /// What an attribute holds, by its number in the format.
    public enum Kind: Int32, Hashable, Sendable, CaseIterable {
        case undefined = 0
        case float = 1
        case int = 2
        case string = 3
        case tensor = 4
        case graph = 5
        case floats = 6
        case ints = 7
        case strings = 8
        case tensors = 9
        case graphs = 10
        case sparseTensor = 11
        case sparseTensors = 12
        case typeProto = 13
        case typeProtos = 14
    }

    public init() {}

    public mutating func decodeMessage<D: Decoder>(decoder: inout D) throws {
        while let field = try decoder.nextFieldNumber() {
            switch field {
            case 1: try decoder.decodeSingularStringField(value: &name)
            case 2: try decoder.decodeSingularFloatField(value: &f)
            case 3: try decoder.decodeSingularInt64Field(value: &i)
            case 4: try decoder.decodeSingularBytesField(value: &s)
            case 5: try decoder.decodeSingularMessageField(value: &t)
            case 6: try decoder.decodeSingularMessageField(value: &g)
            case 7: try decoder.decodeRepeatedFloatField(value: &floats)
            case 8: try decoder.decodeRepeatedInt64Field(value: &ints)
            case 9: try decoder.decodeRepeatedBytesField(value: &strings)
            case 10: try decoder.decodeRepeatedMessageField(value: &tensors)
            case 11: try decoder.decodeRepeatedMessageField(value: &graphs)
            case 13: try decoder.decodeSingularStringField(value: &docString)
            case 20: try decoder.decodeSingularInt32Field(value: &type)
            case 21: try decoder.decodeSingularStringField(value: &refAttrName)
            case 22: try decoder.decodeSingularMessageField(value: &sparseTensor)
            default: break
            }
        }
    }

    public func traverse<V: Visitor>(visitor: inout V) throws {
        try visitor.visit(name, 1)
        if let f { try visitor.visitSingularFloatField(value: f, fieldNumber: 2) }
        if let i { try visitor.visitSingularInt64Field(value: i, fieldNumber: 3) }
        if let s { try visitor.visitSingularBytesField(value: s, fieldNumber: 4) }
        try visitor.visit(t, 5)
        try visitor.visit(g, 6)
        if !floats.isEmpty { try visitor.visitRepeatedFloatField(value: floats, fieldNumber: 7) }
        if !ints.isEmpty { try visitor.visitRepeatedInt64Field(value: ints, fieldNumber: 8) }
        if !strings.isEmpty { try visitor.visitRepeatedBytesField(value: strings, fieldNumber: 9) }
        try visitor.visit(tensors, 10)
        try visitor.visit(graphs, 11)
        try visitor.visit(docString, 13)
        if type != 0 { try visitor.visitSingularInt32Field(value: type, fieldNumber: 20) }
        try visitor.visit(refAttrName, 21)
        try visitor.visit(sparseTensor, 22)
        try unknownFields.traverse(visitor: &visitor)
    }
}
