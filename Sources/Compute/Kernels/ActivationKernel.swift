internal import CElementwise
import Networks

/// ``Activation``: `y = max(0, x)`. Backward: `∂x = ∂y [x > 0]`.
final class ActivationKernel: Kernel {
    static let needs = BackwardNeeds(output: true)

    private let context: KernelContext
    var forwardPieces: Int { context.bands.count }

    init(_ operation: Activation, _ context: KernelContext) {
        self.context = context
    }

    func forward(_ piece: Int) {
        let elements = context.elements(piece)
        ce_relu(context.inputs[0] + elements.lowerBound, context.output + elements.lowerBound, elements.count)
    }

    var backwardStages: [BackwardStage] {
        context.elementwiseBackward(reads: [context.outputRange]) { [context] in Self.backward(context, $0) }
    }

    private static func backward(_ context: KernelContext, _ elements: Range<Int>) {
        guard let dy = context.outputGradient, let sink = context.inputGradients[0] else { return }
        // y > 0 exactly where x > 0.
        let start = elements.lowerBound
        ce_relu_backward(
            context.output + start, dy + start, sink.base + start, elements.count, sink.accumulates ? 1 : 0)
    }
}

/// `max(0, z)` that lets a NaN through, as PyTorch does: a run that diverges has to show it.
@inline(__always)
func rectified(_ z: Float) -> Float { z < 0 ? 0 : z }
