internal import CElementwise
import Networks

/// ``Activation``: `y = φ(x)`. Backward: `∂x = ∂y φ′(x)`; for `max(0, x)`, `∂y [y > 0]`.
final class ActivationKernel: Kernel {
    static func needs(_ operation: Activation) -> BackwardNeeds {
        operation.function == .relu ? BackwardNeeds(output: true) : BackwardNeeds(inputs: true)
    }

    private let context: KernelContext
    /// Nil: the rectifier.
    private let loops: NonlinearityLoops?
    var forwardPieces: Int { context.bands.count }

    init(_ operation: Activation, _ context: KernelContext) {
        self.context = context
        loops = NonlinearityLoops(operation.function)
    }

    func forward(_ piece: Int) {
        let elements = context.elements(piece)
        let x = context.inputs[0] + elements.lowerBound
        let y = context.output + elements.lowerBound
        if let loops {
            loops.forward(x, y, elements.count)
        } else {
            ce_relu(x, y, elements.count)
        }
    }

    var backwardStages: [BackwardStage] {
        let read = loops == nil ? context.outputRange : context.inputRange(0)
        return context.elementwiseBackward(reads: [read]) { [context, loops] in Self.backward(context, loops, $0) }
    }

    private static func backward(_ context: KernelContext, _ loops: NonlinearityLoops?, _ elements: Range<Int>) {
        guard let dy = context.outputGradient, let sink = context.inputGradients[0] else { return }
        let start = elements.lowerBound
        let (gradient, target) = (dy + start, sink.base + start)
        if let loops {
            loops.backward(context.inputs[0] + start, gradient, target, elements.count, sink.accumulates)
        } else {
            // y > 0 exactly where x > 0.
            ce_relu_backward(context.output + start, gradient, target, elements.count, sink.accumulates ? 1 : 0)
        }
    }
}
