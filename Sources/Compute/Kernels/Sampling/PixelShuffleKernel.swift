import Networks

/// ``DepthToSpace`` and ``SpaceToDepth``: either is the other's backward pass.
final class PixelShuffleKernel: Kernel {
    static let needs = BackwardNeeds()

    private let context: KernelContext
    private let block: Int
    private let toSpace: Bool
    /// The shape with blocks of pixels laid out.
    private let space: FeatureShape
    /// The channel in depth for (u, v, c), in that order.
    private let channels: [Int]
    var forwardPieces: Int { 1 }

    convenience init(_ operation: DepthToSpace, _ context: KernelContext) {
        self.init(operation.block, operation.order, toSpace: true, context.outputShape, context)
    }

    convenience init(_ operation: SpaceToDepth, _ context: KernelContext) {
        self.init(operation.block, operation.order, toSpace: false, context.inputShapes[0], context)
    }

    private init(
        _ block: Int, _ order: BlockOrder, toSpace: Bool, _ space: FeatureShape, _ context: KernelContext
    ) {
        self.context = context
        self.block = block
        self.toSpace = toSpace
        self.space = space
        channels = (0..<block * block * space.channels).map { k in
            let pixel = k / space.channels
            return order.channel(
                k % space.channels, pixel / block, pixel % block, block: block, channels: space.channels)
        }
    }

    func forward(_ piece: Int) {
        let (x, y) = (context.inputs[0], context.output)
        if toSpace {
            forEach { space, depth in y[space] = x[depth] }
        } else {
            forEach { space, depth in y[depth] = x[space] }
        }
    }

    var backwardStages: [BackwardStage] {
        guard let dy = context.outputGradient, let sink = context.inputGradients[0] else { return [] }
        return context.wholeBackward(reads: []) { [unowned self] in
            let dx = sink.base
            switch (toSpace, sink.accumulates) {
            case (true, false): forEach { space, depth in dx[depth] = dy[space] }
            case (true, true): forEach { space, depth in dx[depth] += dy[space] }
            case (false, false): forEach { space, depth in dx[space] = dy[depth] }
            case (false, true): forEach { space, depth in dx[space] += dy[depth] }
            }
        }
    }

    /// Every element: where it lies among the pixels, and where in depth.
    @inline(__always)
    private func forEach(_ body: (_ space: Int, _ depth: Int) -> Void) {
        let depth = space.channels * block * block
        let columns = space.width / block
        channels.withUnsafeBufferPointer { channels in
            for row in 0..<context.batch * space.height {
                for column in 0..<space.width {
                    let pixel = row % block * block + column % block
                    let from = (row * space.width + column) * space.channels
                    let to = (row / block * columns + column / block) * depth
                    for c in 0..<space.channels { body(from + c, to + channels[pixel * space.channels + c]) }
                }
            }
        }
    }
}
