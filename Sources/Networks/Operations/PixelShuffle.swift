/// Channels laid out as blocks of pixels: with blocks of b×b pixels,
/// `y[i·b + u, j·b + v, c] = x[i, j, k(c, u, v)]`, `C / b²` channels are left.
public struct DepthToSpace: Hashable, Sendable, OperationDefinition {
    public var block: Int
    public var order: BlockOrder

    public init(block: Int, order: BlockOrder) {
        self.block = block
        self.order = order
    }

    public var kind: String { "depth-to-space" }

    public func outputShape(_ inputs: [FeatureShape]) throws(ShapeError) -> FeatureShape {
        try requireInputs(1, inputs, kind)
        let input = inputs[0]
        guard block > 0, input.channels % (block * block) == 0 else {
            throw ShapeError(reason: "\(input.channels) channels do not make blocks of \(block)x\(block) pixels")
        }
        return FeatureShape(
            height: input.height * block, width: input.width * block, channels: input.channels / (block * block))
    }
}

/// The inverse of ``DepthToSpace``: `y[i, j, k(c, u, v)] = x[i·b + u, j·b + v, c]`.
public struct SpaceToDepth: Hashable, Sendable, OperationDefinition {
    public var block: Int
    public var order: BlockOrder

    public init(block: Int, order: BlockOrder) {
        self.block = block
        self.order = order
    }

    public var kind: String { "space-to-depth" }

    public func outputShape(_ inputs: [FeatureShape]) throws(ShapeError) -> FeatureShape {
        try requireInputs(1, inputs, kind)
        let input = inputs[0]
        guard block > 0, input.height % block == 0, input.width % block == 0 else {
            throw ShapeError(reason: "an input of \(input) does not divide into blocks of \(block)x\(block) pixels")
        }
        return FeatureShape(
            height: input.height / block, width: input.width / block, channels: input.channels * block * block)
    }
}

/// Where channel `c` of pixel (u, v) of a block of b×b pixels lies among the channels; there are C channels a pixel.
public enum BlockOrder: Hashable, Sendable {
    /// `k = (u·b + v)·C + c`: ONNX's DCR, TensorFlow's order.
    case pixelsFirst
    /// `k = c·b² + u·b + v`: ONNX's CRD, PyTorch's `pixel_shuffle`.
    case channelsFirst

    /// `k(c, u, v)`.
    public func channel(_ c: Int, _ u: Int, _ v: Int, block: Int, channels: Int) -> Int {
        switch self {
        case .pixelsFirst: (u * block + v) * channels + c
        case .channelsFirst: (c * block + u) * block + v
        }
    }
}
