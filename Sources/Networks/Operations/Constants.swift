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

/// A constant of a given shape, no input: the same for every sample and every frame.
///
/// Parameter: `value` of height × width × channels (a tensor's order), which does not train.
public struct Constant: Hashable, Sendable, OperationDefinition {
    public var shape: FeatureShape

    public init(_ shape: FeatureShape) { self.shape = shape }

    public var kind: String { "constant" }

    public func outputShape(_ inputs: [FeatureShape]) throws(ShapeError) -> FeatureShape {
        try requireInputs(0, inputs, kind)
        return shape
    }

    public func parameters(_ inputs: [FeatureShape]) -> [ParameterDefinition] {
        [ParameterDefinition(role: "value", shape: [shape.height, shape.width, shape.channels], isTrainable: false)]
    }
}
