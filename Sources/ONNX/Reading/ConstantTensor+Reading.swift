import Foundation
import Networks

extension ConstantTensor {
    /// The elements of a stored tensor.
    ///
    /// - Throws: ``ONNXError/Problem``.
    init(_ proto: TensorProto, named name: String, externalData: inout ExternalData) throws(ONNXError.Problem) {
        guard proto.segment == nil else { throw .notRead(what: "segment", name: name) }
        let dims = proto.dims.map(Int.init)
        guard dims.allSatisfy({ $0 >= 0 }) else { throw .tensor(name: name, .negativeDimension(dims)) }
        guard let kind = ElementKind(rawValue: proto.dataType) else {
            throw .tensor(name: name, .elementType(Int(proto.dataType)))
        }
        var count = 1
        for extent in dims {
            let (product, overflow) = count.multipliedReportingOverflow(by: extent)
            guard !overflow, product < 1 << 48 else { throw .tensor(name: name, .overflow(dims)) }
            count = product
        }
        let elements: Elements
        if proto.dataLocation == TensorProto.external {
            let bytes = try externalData.bytes(proto, named: name, count: count * kind.size)
            elements = Self.decode(bytes, kind)
        } else if let raw = proto.rawData {
            guard raw.count == count * kind.size else {
                throw .tensor(name: name, .count(shape: dims, expected: count * kind.size, found: raw.count))
            }
            elements = raw.withUnsafeBytes { Self.decode($0, kind) }
        } else {
            elements = Self.listed(proto, kind)
        }
        guard elements.count == count else {
            throw .tensor(name: name, .count(shape: dims, expected: count, found: elements.count))
        }
        self.init(dims: dims, kind: kind, elements: elements)
    }

    private static func decode(_ bytes: Data, _ kind: ElementKind) -> Elements {
        bytes.withUnsafeBytes { decode($0, kind) }
    }

    private static func decode(_ bytes: UnsafeRawBufferPointer, _ kind: ElementKind) -> Elements {
        func numbers<Number: FixedWidthInteger>(_: Number.Type) -> [Number] {
            let size = MemoryLayout<Number>.size
            return (0..<bytes.count / size).map {
                Number(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * size, as: Number.self))
            }
        }
        switch kind {
        case .float32: return .floats(numbers(UInt32.self).map(Float.init(bitPattern:)))
        case .float16: return .floats(numbers(UInt16.self).map(HalfPrecision.float(binary16:)))
        case .bfloat16: return .floats(numbers(UInt16.self).map(HalfPrecision.float(bfloat16:)))
        case .float64: return .doubles(numbers(UInt64.self).map(Double.init(bitPattern:)))
        case .int64: return .integers(numbers(Int64.self))
        case .int32: return .integers(numbers(Int32.self).map(Int64.init))
        case .int16: return .integers(numbers(Int16.self).map(Int64.init))
        case .int8: return .integers(numbers(Int8.self).map(Int64.init))
        case .uint64: return .integers(numbers(UInt64.self).map(Int64.init(bitPattern:)))
        case .uint32: return .integers(numbers(UInt32.self).map(Int64.init))
        case .uint16: return .integers(numbers(UInt16.self).map(Int64.init))
        case .uint8: return .integers(numbers(UInt8.self).map(Int64.init))
        case .bool: return .booleans(numbers(UInt8.self).map { $0 != 0 })
        }
    }

    /// Elements that stand in one of the typed lists.
    private static func listed(_ proto: TensorProto, _ kind: ElementKind) -> Elements {
        switch kind {
        case .float32: .floats(proto.floatData)
        case .float16: .floats(proto.int32Data.map { HalfPrecision.float(binary16: UInt16(truncatingIfNeeded: $0)) })
        case .bfloat16: .floats(proto.int32Data.map { HalfPrecision.float(bfloat16: UInt16(truncatingIfNeeded: $0)) })
        case .float64: .doubles(proto.doubleData)
        case .int64: .integers(proto.int64Data)
        case .uint64, .uint32: .integers(proto.uint64Data.map(Int64.init(bitPattern:)))
        case .int32, .int16, .int8, .uint16, .uint8: .integers(proto.int32Data.map(Int64.init))
        case .bool: .booleans(proto.int32Data.map { $0 != 0 })
        }
    }
}
