import Networks

/// ``Concat`` along the channels. Backward: each input takes its slice of `∂y`.
final class ConcatKernel: Kernel {
    static let needs = BackwardNeeds()

    private let context: KernelContext

    init(_ context: KernelContext) { self.context = context }

    func forward() {
        let total = context.outputShape.channels
        var offset = 0
        for (input, shape) in zip(context.inputs, context.inputShapes) {
            let channels = shape.channels
            for p in 0..<(context.batch * shape.positions) {
                (context.output + p * total + offset).update(from: input + p * channels, count: channels)
            }
            offset += channels
        }
    }

    func backward() {
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
