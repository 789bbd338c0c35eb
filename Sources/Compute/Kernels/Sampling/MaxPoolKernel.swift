internal import CElementwise
import Networks

/// ``MaxPool``. Backward: the gradient goes to the first of a window's largest values.
final class MaxPoolKernel: Kernel {
    static let needs = BackwardNeeds(inputs: true, output: true)

    private let context: KernelContext
    private let window: ce_window
    var forwardPieces: Int { context.bands.count }

    init(_ operation: MaxPool, _ context: KernelContext) {
        self.context = context
        let (input, output) = (context.inputShapes[0], context.outputShape)
        window = ce_window(
            in_height: input.height, in_width: input.width, out_height: output.height, out_width: output.width,
            channels: input.channels, kernel_height: operation.kernel.height, kernel_width: operation.kernel.width,
            stride_height: operation.stride.height, stride_width: operation.stride.width,
            pad_top: operation.padding.top, pad_left: operation.padding.left,
            dilation_height: operation.dilation.height, dilation_width: operation.dilation.width)
    }

    func forward(_ piece: Int) {
        let band = context.bands[piece]
        var window = window
        for n in band.samples {
            ce_max_pool(
                &window, context.inputs[0] + n * context.inputShapes[0].count,
                context.output + n * context.outputShape.count, band.rows.lowerBound, band.rows.upperBound)
        }
    }

    var backwardStages: [BackwardStage] {
        guard let dy = context.outputGradient, let sink = context.inputGradients[0] else { return [] }
        let (input, output) = (context.inputShapes[0], context.outputShape)
        return [
            BackwardStage(
                pieces: context.batch,
                reads: context.outputGradientRange + [context.inputRange(0), context.outputRange],
                writes: context.sinkRanges
            ) { [context, window] n in
                var window = window
                let target = sink.base + n * input.count
                if !sink.accumulates { target.update(repeating: 0, count: input.count) }
                ce_max_pool_backward(
                    &window, context.inputs[0] + n * input.count, context.output + n * output.count,
                    dy + n * output.count, target, ThreadScratch.current.values(input.channels))
            }
        ]
    }
}
