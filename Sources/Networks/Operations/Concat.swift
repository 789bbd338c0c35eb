/// Inputs of one size side by side along the channels.
public struct Concat: Hashable, Sendable, OperationDefinition {
    public init() {}

    public var kind: String { "concat" }

    public func outputShape(_ inputs: [FeatureShape]) throws(ShapeError) -> FeatureShape {
        guard let first = inputs.first else { throw ShapeError(reason: "concat takes at least one input") }
        for input in inputs where input.size != first.size {
            throw ShapeError(reason: "concat of unequal sizes \(first.size) and \(input.size)")
        }
        return FeatureShape(
            height: first.height, width: first.width, channels: inputs.reduce(0) { $0 + $1.channels })
    }
}
