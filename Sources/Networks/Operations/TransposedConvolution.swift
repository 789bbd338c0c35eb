/// A transposed 2-D convolution: each input position adds its kernel to the output,
/// `y[p·stride + (i, j)·dilation − padding, o] += W[c, o, i, j] · x[p, c]`, then the bias.
///
/// The output's extent is `(in − 1)·stride − padding + dilation·(k − 1) + 1 + outputPadding`. Parameters: `weight` of
/// shape Cin × Cout/groups × kh × kw (PyTorch's order) and, if asked for, `bias` of Cout.
public struct TransposedConvolution: Hashable, Sendable, OperationDefinition {
    public var outputChannels: Int
    public var kernel: Size
    public var stride: Size
    public var padding: Padding
    public var dilation: Size
    public var groups: Int
    /// Rows and columns at the far sides that only the bias reaches, or kernels that the padding would have cut off.
    public var outputPadding: Size
    public var hasBias: Bool

    public init(
        outputChannels: Int, kernel: Size, stride: Size = Size(1),
        padding: Padding = Padding(vertical: 0, horizontal: 0), dilation: Size = Size(1), groups: Int = 1,
        outputPadding: Size = Size(0), hasBias: Bool = false
    ) {
        self.outputChannels = outputChannels
        self.kernel = kernel
        self.stride = stride
        self.padding = padding
        self.dilation = dilation
        self.groups = groups
        self.outputPadding = outputPadding
        self.hasBias = hasBias
    }

    public var kind: String { "transposed-conv" }

    public func outputShape(_ inputs: [FeatureShape]) throws(ShapeError) -> FeatureShape {
        try requireInputs(1, inputs, kind)
        let input = inputs[0]
        guard input.channels % groups == 0, outputChannels % groups == 0 else {
            throw ShapeError(
                reason: "\(input.channels) → \(outputChannels) channels do not divide into \(groups) groups")
        }
        guard outputPadding.height < max(stride.height, dilation.height),
            outputPadding.width < max(stride.width, dilation.width)
        else {
            throw ShapeError(reason: "an output padding of \(outputPadding) for strides of \(stride)")
        }
        let height =
            (input.height - 1) * stride.height - padding.top - padding.bottom
            + dilation.height * (kernel.height - 1) + 1 + outputPadding.height
        let width =
            (input.width - 1) * stride.width - padding.left - padding.right
            + dilation.width * (kernel.width - 1) + 1 + outputPadding.width
        guard height > 0, width > 0 else {
            throw ShapeError(reason: "the padding leaves nothing of the output for an input of \(input)")
        }
        return FeatureShape(height: height, width: width, channels: outputChannels)
    }

    public func parameters(_ inputs: [FeatureShape]) -> [ParameterDefinition] {
        let weight = ParameterDefinition(
            role: "weight", shape: [inputs[0].channels, outputChannels / groups, kernel.height, kernel.width])
        return hasBias ? [weight, ParameterDefinition(role: "bias", shape: [outputChannels])] : [weight]
    }

    /// `Hi · Wi · Cin · (Cout / groups) · kh · kw`.
    public func macs(_ inputs: [FeatureShape], output: FeatureShape) -> Int {
        inputs[0].count * (outputChannels / groups) * kernel.area
    }
}
