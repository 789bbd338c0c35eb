/// A scale and, if asked for, a shift per channel: `y = weight[c] · x + bias[c]`.
///
/// What batch normalisation becomes where no convolution stands before it to fold it into.
public struct ChannelAffine: Hashable, Sendable, OperationDefinition {
    public var hasBias: Bool

    public init(hasBias: Bool) { self.hasBias = hasBias }

    public var kind: String { "channel-affine" }

    public func outputShape(_ inputs: [FeatureShape]) throws(ShapeError) -> FeatureShape {
        try requireInputs(1, inputs, kind)
        return inputs[0]
    }

    public func parameters(_ inputs: [FeatureShape]) -> [ParameterDefinition] {
        let shape = [inputs[0].channels]
        let weight = ParameterDefinition(role: "weight", shape: shape)
        return hasBias ? [weight, ParameterDefinition(role: "bias", shape: shape)] : [weight]
    }
}
