import Networks

/// ``Add`` and ``Subtract``: `y = a ± b`. Backward: `∂a = ∂y`, `∂b = ±∂y`.
final class SumKernel: Kernel {
    static let needs = BackwardNeeds()

    private let context: KernelContext
    /// +1 for an addition, −1 for a subtraction.
    private let sign: Float

    init(sign: Float, _ context: KernelContext) {
        self.context = context
        self.sign = sign
    }

    func forward() {
        let a = context.inputs[0]
        let b = context.inputs[1]
        let y = context.output
        if sign > 0 {
            for i in 0..<context.outputCount { y[i] = a[i] + b[i] }
        } else {
            for i in 0..<context.outputCount { y[i] = a[i] - b[i] }
        }
    }

    func backward() {
        guard let dy = context.outputGradient else { return }
        if let sink = context.inputGradients[0] { Self.send(dy, 1, to: sink) }
        if let sink = context.inputGradients[1] { Self.send(dy, sign, to: sink) }
    }

    private static func send(_ dy: UnsafeMutablePointer<Float>, _ sign: Float, to sink: GradientSink) {
        let dx = sink.base
        if sink.accumulates {
            for i in 0..<sink.count { dx[i] += sign * dy[i] }
        } else {
            for i in 0..<sink.count { dx[i] = sign * dy[i] }
        }
    }
}
