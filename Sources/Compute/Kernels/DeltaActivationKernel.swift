internal import CElementwise
import Networks

/// ``DeltaActivation``: `Δy = φ(z₀ + Δz) − φ(z₀)`.
///
/// Backward: `∂Δz = ∂y φ′(z₀ + Δz)`; `∂z₀ = ∂y (φ′(z₀ + Δz) − φ′(z₀))`.
final class DeltaActivationKernel: Kernel {
    static let needs = BackwardNeeds(inputs: true)

    private let context: KernelContext
    /// Nil: the rectifier.
    private let loops: NonlinearityLoops?
    var forwardPieces: Int { context.bands.count }

    init(_ operation: DeltaActivation, _ context: KernelContext) {
        self.context = context
        loops = NonlinearityLoops(operation.function)
    }

    func forward(_ piece: Int) {
        let elements = context.elements(piece)
        let start = elements.lowerBound
        let (z0, dz, y) = (context.inputs[0] + start, context.inputs[1] + start, context.output + start)
        if let loops {
            loops.delta(z0, dz, y, elements.count)
        } else {
            ce_delta_relu(z0, dz, y, elements.count)
        }
    }

    var backwardStages: [BackwardStage] {
        context.elementwiseBackward(reads: [context.inputRange(0), context.inputRange(1)]) { [context, loops] in
            if let loops {
                Self.backward(context, loops, $0)
            } else {
                Self.rectifierBackward(context, $0)
            }
        }
    }

    private static func backward(_ context: KernelContext, _ loops: NonlinearityLoops, _ elements: Range<Int>) {
        guard let dy = context.outputGradient else { return }
        let start = elements.lowerBound
        // In the order of the inputs: which of two sinks of one tensor overwrites is decided that way.
        for (index, sink) in context.inputGradients.enumerated() {
            guard let sink else { continue }
            loops.deltaBackward(
                byKey: index == 0, context.inputs[0] + start, context.inputs[1] + start, dy + start,
                sink.base + start, elements.count, sink.accumulates)
        }
    }

    private static func rectifierBackward(_ context: KernelContext, _ elements: Range<Int>) {
        guard let dy = context.outputGradient else { return }
        let z0 = context.inputs[0]
        let dz = context.inputs[1]
        // In the order of the inputs: which of two sinks of one tensor overwrites is decided that way.
        if let sink = context.inputGradients[0] {
            let dx = sink.base
            let accumulates = sink.accumulates
            for i in elements {
                let gradient = dy[i]
                let before = z0[i]
                let change = (before + dz[i] > 0 ? gradient : 0) - (before > 0 ? gradient : 0)
                dx[i] = accumulates ? dx[i] + change : change
            }
        }
        if let sink = context.inputGradients[1] {
            let start = elements.lowerBound
            ce_delta_relu_backward(
                z0 + start, dz + start, dy + start, sink.base + start, elements.count, sink.accumulates ? 1 : 0)
        }
    }
}
