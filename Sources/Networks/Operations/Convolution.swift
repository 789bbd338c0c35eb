/// A 2-D convolution (cross-correlation, as in every framework):
/// `y[p, o] = b[o] + Σ_{i,j,c} W[o, c, i, j] · x[p·stride + (i, j)·dilation − padding, c]`.
///
/// Parameters: `weight` of shape Cout × Cin/groups × kh × kw (PyTorch's order) and, if asked for, `bias` of Cout.
public struct Convolution: Hashable, Sendable, OperationDefinition {
    public var outputChannels: Int
    public var kernel: Size
    public var stride: Size
    public var padding: Padding
    public var dilation: Size
    public var groups: Int
    public var hasBias: Bool

    public init(
        outputChannels: Int, kernel: Size, stride: Size = Size(1), padding: Padding? = nil, dilation: Size = Size(1),
        groups: Int = 1, hasBias: Bool = false
    ) {
        self.outputChannels = outputChannels
        self.kernel = kernel
        self.stride = stride
        self.padding = padding ?? .same(kernel)
        self.dilation = dilation
        self.groups = groups
        self.hasBias = hasBias
    }

    public var kind: String { "conv" }

    public func outputShape(_ inputs: [FeatureShape]) throws(ShapeError) -> FeatureShape {
        try requireInputs(1, inputs, kind)
        let input = inputs[0]
        guard input.channels % groups == 0, outputChannels % groups == 0 else {
            throw ShapeError(
                reason: "\(input.channels) → \(outputChannels) channels do not divide into \(groups) groups")
        }
        let height = Self.extent(
            input.height + padding.top + padding.bottom, kernel.height, stride.height, dilation.height)
        let width = Self.extent(input.width + padding.left + padding.right, kernel.width, stride.width, dilation.width)
        guard height > 0, width > 0 else {
            throw ShapeError(reason: "a \(kernel) kernel does not fit into an input of \(input)")
        }
        return FeatureShape(height: height, width: width, channels: outputChannels)
    }

    public func parameters(_ inputs: [FeatureShape]) -> [ParameterDefinition] {
        let weight = ParameterDefinition(
            role: "weight", shape: [outputChannels, inputs[0].channels / groups, kernel.height, kernel.width])
        return hasBias ? [weight, ParameterDefinition(role: "bias", shape: [outputChannels])] : [weight]
    }

    /// `Ho · Wo · Cout · (Cin / groups) · kh · kw`.
    public func macs(_ inputs: [FeatureShape], output: FeatureShape) -> Int {
        output.positions * outputChannels * (inputs[0].channels / groups) * kernel.area
    }

    /// Output extent of a window of `kernel` (spread by `dilation`) that moves by `stride` over a padded extent.
    static func extent(_ padded: Int, _ kernel: Int, _ stride: Int, _ dilation: Int = 1) -> Int {
        let span = dilation * (kernel - 1) + 1
        return padded < span ? 0 : (padded - span) / stride + 1
    }
}

/// Zeros added around an input, in pixels.
public struct Padding: Hashable, Sendable {
    public var top: Int
    public var left: Int
    public var bottom: Int
    public var right: Int

    public init(top: Int, left: Int, bottom: Int, right: Int) {
        self.top = top
        self.left = left
        self.bottom = bottom
        self.right = right
    }

    /// The same padding on both sides of each axis.
    public init(vertical: Int, horizontal: Int) {
        self.init(top: vertical, left: horizontal, bottom: vertical, right: horizontal)
    }

    /// `k / 2` on every side, what PyTorch models write for odd kernels.
    public static func same(_ kernel: Size) -> Padding {
        Padding(vertical: kernel.height / 2, horizontal: kernel.width / 2)
    }
}
