/// `y = φ(x)`.
public struct Activation: Hashable, Sendable, OperationDefinition {
    public var function: Nonlinearity

    public init(_ function: Nonlinearity) { self.function = function }

    public var kind: String { function.name }

    public func outputShape(_ inputs: [FeatureShape]) throws(ShapeError) -> FeatureShape {
        try requireInputs(1, inputs, kind)
        return inputs[0]
    }
}

/// The change of a non-linearity's output: `Δy = φ(z₀ + Δz) − φ(z₀)`; inputs `z₀` (the key frame's pre-activation,
/// state of a stream) and `Δz`.
public struct DeltaActivation: Hashable, Sendable, OperationDefinition {
    public var function: Nonlinearity

    public init(_ function: Nonlinearity) { self.function = function }

    public var kind: String { "delta-" + function.name }

    public func outputShape(_ inputs: [FeatureShape]) throws(ShapeError) -> FeatureShape {
        try requireEqualPair(inputs, kind)
    }
}
