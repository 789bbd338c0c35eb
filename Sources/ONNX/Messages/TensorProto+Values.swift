import Foundation

extension TensorProto {
    /// A float32 tensor, its elements in `rawData`.
    ///
    /// - Precondition: as many values as the dimensions ask for.
    public init(name: String, dims: [Int], _ values: [Float]) {
        self.init(name: name, dims: dims, .float32, count: values.count)
        rawData = Self.littleEndian(values.map(\.bitPattern))
    }

    /// An int64 tensor, its elements in `rawData`. `dims` of `[]` is a scalar.
    ///
    /// - Precondition: as many values as the dimensions ask for.
    public init(name: String, dims: [Int], _ values: [Int64]) {
        self.init(name: name, dims: dims, .int64, count: values.count)
        rawData = Self.littleEndian(values)
    }

    private init(name: String, dims: [Int], _ kind: ElementKind, count: Int) {
        precondition(dims.reduce(1, *) == count, "\(count) values for \(dims)")
        self.init()
        self.name = name
        self.dims = dims.map(Int64.init)
        dataType = kind.rawValue
    }

    private static func littleEndian<Number: FixedWidthInteger>(_ values: [Number]) -> Data {
        values.map(\.littleEndian).withUnsafeBytes { Data($0) }
    }
}
