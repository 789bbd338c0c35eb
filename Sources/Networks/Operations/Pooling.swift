/// The mean over a window; zeros of the padding count as values (PyTorch's `count_include_pad`).
public struct AveragePool: Hashable, Sendable, OperationDefinition {
    public var kernel: Size
    public var stride: Size
    public var padding: Padding

    public init(kernel: Size, stride: Size, padding: Padding) {
        self.kernel = kernel
        self.stride = stride
        self.padding = padding
    }

    public var kind: String { "average-pool" }

    public func outputShape(_ inputs: [FeatureShape]) throws(ShapeError) -> FeatureShape {
        try requireInputs(1, inputs, kind)
        let input = inputs[0]
        let height = Convolution.extent(input.height + padding.top + padding.bottom, kernel.height, stride.height)
        let width = Convolution.extent(input.width + padding.left + padding.right, kernel.width, stride.width)
        guard height > 0, width > 0 else {
            throw ShapeError(reason: "a \(kernel) window does not fit into an input of \(input)")
        }
        return FeatureShape(height: height, width: width, channels: input.channels)
    }
}

/// The mean over all positions, an output of 1×1.
public struct GlobalAveragePool: Hashable, Sendable, OperationDefinition {
    public init() {}

    public var kind: String { "global-average-pool" }

    public func outputShape(_ inputs: [FeatureShape]) throws(ShapeError) -> FeatureShape {
        try requireInputs(1, inputs, kind)
        return FeatureShape(height: 1, width: 1, channels: inputs[0].channels)
    }
}
