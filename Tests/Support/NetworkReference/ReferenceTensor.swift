public import Networks
public import RandomStreams

/// A feature map in double precision: batch × height × width × channels, as in a plan.
public struct ReferenceTensor: Sendable, Equatable {
    public let shape: FeatureShape
    public let batch: Int
    public var values: [Double]

    public init(_ shape: FeatureShape, batch: Int = 1, values: [Double]) {
        precondition(values.count == shape.count * batch, "\(values.count) values for \(batch) of \(shape)")
        self.shape = shape
        self.batch = batch
        self.values = values
    }

    public init(_ shape: FeatureShape, batch: Int = 1, repeating value: Double = 0) {
        self.init(shape, batch: batch, values: Array(repeating: value, count: shape.count * batch))
    }

    /// Standard normal values that a `Float` holds exactly, so that a plan gets the same input.
    public init(normal shape: FeatureShape, batch: Int = 1, from stream: inout RandomStream) {
        self.init(shape, batch: batch, values: (0..<shape.count * batch).map { _ in stream.normal().roundedToFloat })
    }

    /// The values as a plan takes them.
    public var floats: [Float] { values.map { Float($0) } }

    /// The largest absolute difference.
    public func distance(to other: ReferenceTensor) -> Double {
        precondition(shape == other.shape && batch == other.batch, "\(shape) and \(other.shape)")
        return zip(values, other.values).reduce(0) { max($0, abs($1.0 - $1.1)) }
    }

    /// The place of an element in ``values``.
    func index(_ n: Int, _ y: Int, _ x: Int, _ c: Int) -> Int {
        ((n * shape.height + y) * shape.width + x) * shape.channels + c
    }
}

extension Double {
    /// The nearest `Float`, as a double.
    public var roundedToFloat: Double { Double(Float(self)) }
}
