/// A rectifier with a slope per channel (He et al. 2015): `y = x` where `x > 0`, else `weight[c] · x`.
///
/// Parameter: `weight` of C.
public struct PReLU: Hashable, Sendable, OperationDefinition {
    public init() {}

    public var kind: String { "prelu" }

    public func outputShape(_ inputs: [FeatureShape]) throws(ShapeError) -> FeatureShape {
        try requireInputs(1, inputs, kind)
        return inputs[0]
    }

    public func parameters(_ inputs: [FeatureShape]) -> [ParameterDefinition] {
        [ParameterDefinition(role: "weight", shape: [inputs[0].channels])]
    }
}

/// The change of a ``PReLU``'s output: `Δy = φ(z₀ + Δz) − φ(z₀)`; inputs `z₀` and `Δz`, the same parameter.
public struct DeltaPReLU: Hashable, Sendable, OperationDefinition {
    public init() {}

    public var kind: String { "delta-prelu" }

    public func outputShape(_ inputs: [FeatureShape]) throws(ShapeError) -> FeatureShape {
        try requireEqualPair(inputs, kind)
    }

    public func parameters(_ inputs: [FeatureShape]) -> [ParameterDefinition] {
        [ParameterDefinition(role: "weight", shape: [inputs[0].channels])]
    }
}
