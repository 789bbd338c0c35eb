/// Bilinear resampling to a fixed size with half-pixel centres (PyTorch's `align_corners=False`): output pixel `p`
/// samples the input at `max(0, (p + ½) · in/out − ½)`, neighbours clamped to the border.
public struct ResizeBilinear: Hashable, Sendable, OperationDefinition {
    public var size: Size

    public init(to size: Size) { self.size = size }

    public var kind: String { "resize" }

    public func outputShape(_ inputs: [FeatureShape]) throws(ShapeError) -> FeatureShape {
        try requireInputs(1, inputs, kind)
        return FeatureShape(height: size.height, width: size.width, channels: inputs[0].channels)
    }
}
