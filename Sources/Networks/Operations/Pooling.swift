/// The mean over a window. Zeros of the padding count as values (PyTorch's `count_include_pad`) or are left out of sum
/// and divisor.
public struct AveragePool: Hashable, Sendable, OperationDefinition {
    public var kernel: Size
    public var stride: Size
    public var padding: Padding
    public var countsPadding: Bool

    public init(kernel: Size, stride: Size, padding: Padding, countsPadding: Bool = true) {
        self.kernel = kernel
        self.stride = stride
        self.padding = padding
        self.countsPadding = countsPadding
    }

    public var kind: String { "average-pool" }

    /// - Throws: ``ShapeError``, also where a window lies in the padding altogether and the padding does not count.
    public func outputShape(_ inputs: [FeatureShape]) throws(ShapeError) -> FeatureShape {
        try requireInputs(1, inputs, kind)
        let output = try pooled(inputs[0], kernel, stride, padding)
        if !countsPadding { try requireFilledWindows(inputs[0], output, kernel, stride, padding) }
        return output
    }
}

/// The largest value of a window; the padding counts as −∞.
public struct MaxPool: Hashable, Sendable, OperationDefinition {
    public var kernel: Size
    public var stride: Size
    public var padding: Padding
    public var dilation: Size

    public init(
        kernel: Size, stride: Size, padding: Padding = Padding(vertical: 0, horizontal: 0), dilation: Size = Size(1)
    ) {
        self.kernel = kernel
        self.stride = stride
        self.padding = padding
        self.dilation = dilation
    }

    public var kind: String { "max-pool" }

    /// - Throws: ``ShapeError``, also where a window lies in the padding altogether.
    public func outputShape(_ inputs: [FeatureShape]) throws(ShapeError) -> FeatureShape {
        try requireInputs(1, inputs, kind)
        let output = try pooled(inputs[0], kernel, stride, padding, dilation)
        try requireFilledWindows(inputs[0], output, kernel, stride, padding, dilation)
        return output
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

/// The mean over the channels at each position, an output of one channel.
public struct ChannelMean: Hashable, Sendable, OperationDefinition {
    public init() {}

    public var kind: String { "channel-mean" }

    public func outputShape(_ inputs: [FeatureShape]) throws(ShapeError) -> FeatureShape {
        try requireInputs(1, inputs, kind)
        return FeatureShape(height: inputs[0].height, width: inputs[0].width, channels: 1)
    }
}

/// The shape of an input after windows have passed over it.
private func pooled(
    _ input: FeatureShape, _ kernel: Size, _ stride: Size, _ padding: Padding, _ dilation: Size = Size(1)
) throws(ShapeError) -> FeatureShape {
    let height = Convolution.extent(
        input.height + padding.top + padding.bottom, kernel.height, stride.height, dilation.height)
    let width = Convolution.extent(
        input.width + padding.left + padding.right, kernel.width, stride.width, dilation.width)
    guard height > 0, width > 0 else {
        throw ShapeError(reason: "a \(kernel) window does not fit into an input of \(input)")
    }
    return FeatureShape(height: height, width: width, channels: input.channels)
}

/// Checks that every window has at least one value of the input in it.
private func requireFilledWindows(
    _ input: FeatureShape, _ output: FeatureShape, _ kernel: Size, _ stride: Size, _ padding: Padding,
    _ dilation: Size = Size(1)
) throws(ShapeError) {
    func isFilled(_ output: Int, _ kernel: Int, _ stride: Int, _ dilation: Int, _ near: Int, _ extent: Int) -> Bool {
        (0..<output).allSatisfy { p in
            // The first tap that does not lie before the input.
            let start = p * stride - near
            let tap = start >= 0 ? 0 : (dilation - 1 - start) / dilation
            return tap < kernel && start + tap * dilation < extent
        }
    }
    guard
        isFilled(output.height, kernel.height, stride.height, dilation.height, padding.top, input.height),
        isFilled(output.width, kernel.width, stride.width, dilation.width, padding.left, input.width)
    else {
        throw ShapeError(reason: "a \(kernel) window over an input of \(input) lies in its padding altogether")
    }
}
