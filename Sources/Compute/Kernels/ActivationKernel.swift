import Networks

/// ``Activation``: `y = max(0, x)`. Backward: `∂x = ∂y [x > 0]`.
final class ActivationKernel: Kernel {
    static let needs = BackwardNeeds(output: true)

    private let context: KernelContext
    var forwardPieces: Int { context.bands.count }

    init(_ operation: Activation, _ context: KernelContext) {
        self.context = context
        switch operation.function {
        case .relu: break
        }
    }

    func forward(_ piece: Int) {
        let x = context.inputs[0]
        let y = context.output
        for i in context.elements(piece) { y[i] = rectified(x[i]) }
    }

    var backwardStages: [BackwardStage] {
        context.elementwiseBackward(reads: [context.outputRange]) { [context] in Self.backward(context, $0) }
    }

    private static func backward(_ context: KernelContext, _ elements: Range<Int>) {
        guard let dy = context.outputGradient, let sink = context.inputGradients[0] else { return }
        // y > 0 exactly where x > 0.
        let y = context.output
        let dx = sink.base
        if sink.accumulates {
            // Loads stand outside the choice, or the loop is not vectorised: a tenth of the speed.
            for i in elements {
                let gradient = dy[i]
                dx[i] += y[i] > 0 ? gradient : 0
            }
        } else {
            for i in elements {
                let gradient = dy[i]
                dx[i] = y[i] > 0 ? gradient : 0
            }
        }
    }
}

/// `max(0, z)` that lets a NaN through, as PyTorch does: a run that diverges has to show it.
@inline(__always)
func rectified(_ z: Float) -> Float { z < 0 ? 0 : z }
