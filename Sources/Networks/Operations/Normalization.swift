/// Normalisation by a sample's own statistics (Wu and He 2018): the channels fall into `groups` of neighbours, and
/// within a group, over all positions, `y = (x − μ) / √(σ² + epsilon)`, σ² the biased variance.
///
/// One group for each channel is instance normalisation. No scale and shift of its own: a ``ChannelAffine`` behind it.
public struct GroupNorm: Hashable, Sendable, OperationDefinition {
    public var groups: Int
    public var epsilon: Double

    public init(groups: Int, epsilon: Double = 1e-5) {
        self.groups = groups
        self.epsilon = epsilon
    }

    public var kind: String { "group-norm" }

    public func outputShape(_ inputs: [FeatureShape]) throws(ShapeError) -> FeatureShape {
        try requireInputs(1, inputs, kind)
        guard groups > 0, inputs[0].channels % groups == 0 else {
            throw ShapeError(reason: "\(inputs[0].channels) channels do not divide into \(groups) groups")
        }
        return inputs[0]
    }
}

/// Normalisation over the channels at each position (Ba et al. 2016): `y[p, c] = (x[p, c] − μ_p) / √(σ_p² + epsilon)`,
/// σ² the biased variance. No scale and shift of its own: a ``ChannelAffine`` behind it.
public struct LayerNorm: Hashable, Sendable, OperationDefinition {
    public var epsilon: Double

    public init(epsilon: Double = 1e-5) { self.epsilon = epsilon }

    public var kind: String { "layer-norm" }

    public func outputShape(_ inputs: [FeatureShape]) throws(ShapeError) -> FeatureShape {
        try requireInputs(1, inputs, kind)
        return inputs[0]
    }
}

/// `y[p, c] = e^x[p, c] / Σ_k e^x[p, k]`, over the channels at each position.
public struct Softmax: Hashable, Sendable, OperationDefinition {
    public init() {}

    public var kind: String { "softmax" }

    public func outputShape(_ inputs: [FeatureShape]) throws(ShapeError) -> FeatureShape {
        try requireInputs(1, inputs, kind)
        return inputs[0]
    }
}
