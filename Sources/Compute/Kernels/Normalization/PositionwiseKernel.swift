internal import CElementwise
import Networks

/// ``LayerNorm``, ``Softmax`` and ``ChannelMean``: each position by itself, over its channels.
///
/// Backward of the norm: `∂x = s (∂y − mean(∂y) − x̂ mean(∂y x̂))` with `x̂ = (x − μ) s`; of the softmax:
/// `∂x = y (∂y − Σ ∂y y)`; of the mean: `∂x = ∂y / C`.
final class PositionwiseKernel: Kernel {
    enum Function {
        case layerNorm(epsilon: Float)
        case softmax
        case mean

        var needs: BackwardNeeds {
            switch self {
            case .layerNorm: BackwardNeeds(inputs: true)
            case .softmax: BackwardNeeds(output: true)
            case .mean: BackwardNeeds()
            }
        }
    }

    private let context: KernelContext
    private let function: Function
    private let channels: Int
    var forwardPieces: Int { context.bands.count }

    init(_ function: Function, _ context: KernelContext) {
        self.context = context
        self.function = function
        channels = context.inputShapes[0].channels
    }

    func forward(_ piece: Int) {
        let positions = context.bands[piece].positions(context.outputShape)
        let x = context.inputs[0] + positions.lowerBound * channels
        let y = context.output + positions.lowerBound * context.outputShape.channels
        switch function {
        case .layerNorm(let epsilon): ce_layer_norm(x, epsilon, y, positions.count, channels)
        case .softmax: ce_softmax(x, y, positions.count, channels)
        case .mean: ce_channel_mean(x, y, positions.count, channels)
        }
    }

    var backwardStages: [BackwardStage] {
        guard let dy = context.outputGradient, let sink = context.inputGradients[0] else { return [] }
        var reads: [MemoryRange] = []
        if function.needs.inputs { reads.append(context.inputRange(0)) }
        if function.needs.output { reads.append(context.outputRange) }
        return [
            BackwardStage(
                pieces: context.batch, reads: context.outputGradientRange + reads, writes: context.sinkRanges
            ) { [context, function, channels] n in
                let positions = context.outputShape.positions
                let start = n * positions * channels
                let target = sink.base + start
                let gradient = dy + n * context.outputShape.count
                let accumulates: Int32 = sink.accumulates ? 1 : 0
                switch function {
                case .layerNorm(let epsilon):
                    ce_layer_norm_backward(
                        context.inputs[0] + start, epsilon, gradient, target, positions, channels, accumulates)
                case .softmax:
                    ce_softmax_backward(context.output + start, gradient, target, positions, channels, accumulates)
                case .mean:
                    ce_channel_mean_backward(gradient, target, positions, channels, accumulates)
                }
            }
        ]
    }
}
