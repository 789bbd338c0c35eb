internal import CElementwise
import Networks

/// ``ChannelGather``. Backward: `∂x[p, indices[j]] += ∂y[p, j]`.
final class ChannelGatherKernel: Kernel {
    static let needs = BackwardNeeds()

    private let context: KernelContext
    private let indices: [Int32]
    /// The first channel, where the channels are neighbours in order.
    private let run: Int?
    var forwardPieces: Int { context.bands.count }

    init(_ operation: ChannelGather, _ context: KernelContext) {
        self.context = context
        indices = operation.indices.map(Int32.init)
        let first = operation.indices[0]
        run = operation.indices.enumerated().allSatisfy { $1 == first + $0 } ? first : nil
    }

    func forward(_ piece: Int) {
        let positions = context.bands[piece].positions(context.outputShape)
        let (width, count) = (context.inputShapes[0].channels, context.outputShape.channels)
        let x = context.inputs[0] + positions.lowerBound * width
        let y = context.output + positions.lowerBound * count
        if let run {
            for p in 0..<positions.count { (y + p * count).update(from: x + p * width + run, count: count) }
        } else {
            ce_gather(x, width, indices, y, count, positions.count)
        }
    }

    var backwardStages: [BackwardStage] {
        guard let dy = context.outputGradient, let sink = context.inputGradients[0] else { return [] }
        return context.wholeBackward(reads: []) { [context, indices] in
            if !sink.accumulates { sink.base.update(repeating: 0, count: sink.count) }
            ce_scatter(
                dy, indices.count, indices, sink.base, context.inputShapes[0].channels,
                context.batch * context.outputShape.positions)
        }
    }
}
