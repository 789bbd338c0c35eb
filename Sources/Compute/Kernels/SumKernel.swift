internal import CElementwise
import Networks

/// ``Add`` and ``Subtract``: `y = a ± b`. Backward: `∂a = ∂y`, `∂b = ±∂y`.
final class SumKernel: Kernel {
    static let needs = BackwardNeeds()

    private let context: KernelContext
    /// +1 for an addition, −1 for a subtraction.
    private let sign: Float
    var forwardPieces: Int { context.bands.count }

    init(sign: Float, _ context: KernelContext) {
        self.context = context
        self.sign = sign
    }

    func forward(_ piece: Int) {
        let elements = context.elements(piece)
        let start = elements.lowerBound
        let combine = sign > 0 ? ce_add : ce_subtract
        combine(context.inputs[0] + start, context.inputs[1] + start, context.output + start, elements.count)
    }

    var backwardStages: [BackwardStage] {
        context.elementwiseBackward { [context, sign] elements in
            guard let dy = context.outputGradient else { return }
            if let sink = context.inputGradients[0] { Self.send(dy, 1, elements, to: sink) }
            if let sink = context.inputGradients[1] { Self.send(dy, sign, elements, to: sink) }
        }
    }

    private static func send(
        _ dy: UnsafeMutablePointer<Float>, _ sign: Float, _ elements: Range<Int>, to sink: GradientSink
    ) {
        let start = elements.lowerBound
        ce_send(dy + start, sign, sink.base + start, elements.count, sink.accumulates ? 1 : 0)
    }
}
