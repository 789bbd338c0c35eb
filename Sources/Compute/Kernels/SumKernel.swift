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
        let a = context.inputs[0]
        let b = context.inputs[1]
        let y = context.output
        if sign > 0 {
            for i in context.elements(piece) { y[i] = a[i] + b[i] }
        } else {
            for i in context.elements(piece) { y[i] = a[i] - b[i] }
        }
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
        let dx = sink.base
        if sink.accumulates {
            for i in elements { dx[i] += sign * dy[i] }
        } else {
            for i in elements { dx[i] = sign * dy[i] }
        }
    }
}
