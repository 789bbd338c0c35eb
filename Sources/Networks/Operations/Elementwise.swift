/// `y = a + b`, equal shapes.
public struct Add: Hashable, Sendable, OperationDefinition {
    public init() {}

    public var kind: String { "add" }

    public func outputShape(_ inputs: [FeatureShape]) throws(ShapeError) -> FeatureShape {
        try requireEqualPair(inputs, kind)
    }
}

/// `y = a − b`, equal shapes.
public struct Subtract: Hashable, Sendable, OperationDefinition {
    public init() {}

    public var kind: String { "subtract" }

    public func outputShape(_ inputs: [FeatureShape]) throws(ShapeError) -> FeatureShape {
        try requireEqualPair(inputs, kind)
    }
}

/// A constant zero of a given shape, no input: what is left of a branch whose every student is `zero`.
public struct Zeros: Hashable, Sendable, OperationDefinition {
    public var shape: FeatureShape

    public init(_ shape: FeatureShape) { self.shape = shape }

    public var kind: String { "zeros" }

    public func outputShape(_ inputs: [FeatureShape]) throws(ShapeError) -> FeatureShape {
        try requireInputs(0, inputs, kind)
        return shape
    }
}
