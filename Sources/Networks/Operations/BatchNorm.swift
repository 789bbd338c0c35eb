/// Batch normalisation, per channel: `y = weight · (x − mean) / √(variance + epsilon) + bias`.
///
/// A plan for inference takes mean and variance from the running statistics; a plan for training takes them from the
/// batch (biased variance) and updates the running ones with `momentum` (unbiased variance), as PyTorch does.
public struct BatchNorm: Hashable, Sendable, OperationDefinition {
    public var epsilon: Double
    public var momentum: Double

    public init(epsilon: Double = 1e-5, momentum: Double = 0.1) {
        self.epsilon = epsilon
        self.momentum = momentum
    }

    public var kind: String { "batch-norm" }

    public func outputShape(_ inputs: [FeatureShape]) throws(ShapeError) -> FeatureShape {
        try requireInputs(1, inputs, kind)
        return inputs[0]
    }

    public func parameters(_ inputs: [FeatureShape]) -> [ParameterDefinition] {
        let shape = [inputs[0].channels]
        return [
            ParameterDefinition(role: "weight", shape: shape),
            ParameterDefinition(role: "bias", shape: shape),
            ParameterDefinition(role: "running_mean", shape: shape, isTrainable: false),
            ParameterDefinition(role: "running_var", shape: shape, isTrainable: false),
        ]
    }
}
