internal import CElementwise
import Networks

/// ``DeltaActivation``: `Δy = max(0, z₀ + Δz) − max(0, z₀)`.
///
/// Backward: `∂Δz = ∂y [z₀ + Δz > 0]`; `∂z₀ = ∂y ([z₀ + Δz > 0] − [z₀ > 0])`.
final class DeltaActivationKernel: Kernel {
    static let needs = BackwardNeeds(inputs: true)

    private let context: KernelContext
    var forwardPieces: Int { context.bands.count }

    init(_ operation: DeltaActivation, _ context: KernelContext) {
        self.context = context
    }

    func forward(_ piece: Int) {
        let elements = context.elements(piece)
        let start = elements.lowerBound
        ce_delta_relu(
            context.inputs[0] + start, context.inputs[1] + start, context.output + start, elements.count)
    }

    var backwardStages: [BackwardStage] {
        context.elementwiseBackward(reads: [context.inputRange(0), context.inputRange(1)]) { [context] in
            Self.backward(context, $0)
        }
    }

    private static func backward(_ context: KernelContext, _ elements: Range<Int>) {
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
