/// A tensor whose elements are known while a model is read: a weight, a shape, an axis.
struct ConstantTensor: Hashable, Sendable {
    /// `[]` is a scalar.
    var dims: [Int]
    var kind: ElementKind
    var elements: Elements

    /// Elements in row-major order. Half precisions are floats, all integers are 64 bits wide.
    enum Elements: Hashable, Sendable {
        case floats([Float])
        case doubles([Double])
        case integers([Int64])
        case booleans([Bool])

        var count: Int {
            switch self {
            case .floats(let values): values.count
            case .doubles(let values): values.count
            case .integers(let values): values.count
            case .booleans(let values): values.count
            }
        }

        /// The elements at these places.
        func taking(_ indices: [Int]) -> Elements {
            switch self {
            case .floats(let values): .floats(indices.map { values[$0] })
            case .doubles(let values): .doubles(indices.map { values[$0] })
            case .integers(let values): .integers(indices.map { values[$0] })
            case .booleans(let values): .booleans(indices.map { values[$0] })
            }
        }
    }

    init(dims: [Int], kind: ElementKind, elements: Elements) {
        precondition(dims.reduce(1, *) == elements.count, "\(elements.count) elements for \(dims)")
        self.dims = dims
        self.kind = kind
        self.elements = elements
    }

    init(dims: [Int], _ values: [Float]) { self.init(dims: dims, kind: .float32, elements: .floats(values)) }

    init(dims: [Int], _ values: [Int64]) { self.init(dims: dims, kind: .int64, elements: .integers(values)) }

    /// A list of int64.
    init(_ values: [Int]) { self.init(dims: [values.count], values.map(Int64.init)) }

    var count: Int { elements.count }

    /// The same elements in another shape.
    ///
    /// - Precondition: the shape has as many.
    func reshaped(_ dims: [Int]) -> ConstantTensor { ConstantTensor(dims: dims, kind: kind, elements: elements) }

    /// The elements at these places in another shape.
    func taking(_ indices: [Int], dims: [Int]) -> ConstantTensor {
        ConstantTensor(dims: dims, kind: kind, elements: elements.taking(indices))
    }

    /// The elements as Float, whatever they are.
    var floats: [Float] {
        switch elements {
        case .floats(let values): values
        case .doubles(let values): values.map(Float.init)
        case .integers(let values): values.map(Float.init)
        case .booleans(let values): values.map { $0 ? 1 : 0 }
        }
    }

    /// The elements as Double, whatever they are.
    var doubles: [Double] {
        switch elements {
        case .floats(let values): values.map(Double.init)
        case .doubles(let values): values
        case .integers(let values): values.map(Double.init)
        case .booleans(let values): values.map { $0 ? 1 : 0 }
        }
    }

    /// The elements of an integer tensor; nil for others.
    var integers: [Int]? {
        if case .integers(let values) = elements { values.map(Int.init) } else { nil }
    }

    /// The elements of a boolean tensor; nil for others.
    var booleans: [Bool]? {
        if case .booleans(let values) = elements { values } else { nil }
    }

    /// The only element as a number, where there is one.
    var scalar: Double? { count == 1 ? doubles[0] : nil }
}
