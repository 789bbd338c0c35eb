import Networks

/// ``Concat`` along the channels. Backward: each input takes its slice of `∂y`.
final class ConcatKernel: Kernel {
    static let needs = BackwardNeeds()

    private let context: KernelContext
    var forwardPieces: Int { context.bands.count }

    init(_ context: KernelContext) { self.context = context }

    func forward(_ piece: Int) {
        let total = context.outputShape.channels
        let positions = context.bands[piece].positions(context.outputShape)
        var offset = 0
        for (input, shape) in zip(context.inputs, context.inputShapes) {
            let channels = shape.channels
            for p in positions {
                (context.output + p * total + offset).update(from: input + p * channels, count: channels)
            }
            offset += channels
        }
    }

    var backwardStages: [BackwardStage] {
        context.wholeBackward(reads: []) { [context] in Self.backward(context) }
    }

    private static func backward(_ context: KernelContext) {
        guard let dy = context.outputGradient else { return }
        let total = context.outputShape.channels
        var offset = 0
        for (sink, shape) in zip(context.inputGradients, context.inputShapes) {
            defer { offset += shape.channels }
            guard let sink else { continue }
            let channels = shape.channels
            for p in 0..<(context.batch * shape.positions) {
                let from = dy + p * total + offset
                let to = sink.base + p * channels
                if sink.accumulates {
                    for c in 0..<channels { to[c] += from[c] }
                } else {
                    to.update(from: from, count: channels)
                }
            }
        }
    }
}
