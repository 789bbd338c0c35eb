import Networks

/// ``DeltaActivation``: `Δy = max(0, z₀ + Δz) − max(0, z₀)`.
///
/// Backward: `∂Δz = ∂y [z₀ + Δz > 0]`; `∂z₀ = ∂y ([z₀ + Δz > 0] − [z₀ > 0])`.
final class DeltaActivationKernel: Kernel {
    static let needs = BackwardNeeds(inputs: true)

    private let context: KernelContext

    init(_ operation: DeltaActivation, _ context: KernelContext) {
        self.context = context
        switch operation.function {
        case .relu: break
        }
    }

    func forward() {
        let z0 = context.inputs[0]
        let dz = context.inputs[1]
        let y = context.output
        for i in 0..<context.outputCount {
            let before = z0[i]
            y[i] = rectified(before + dz[i]) - rectified(before)
        }
    }

    func backward() {
        guard let dy = context.outputGradient else { return }
        let z0 = context.inputs[0]
        let dz = context.inputs[1]
        // In the order of the inputs: which of two sinks of one tensor overwrites is decided that way.
        if let sink = context.inputGradients[0] {
            let dx = sink.base
            let accumulates = sink.accumulates
            for i in 0..<sink.count {
                let gradient = dy[i]
                let before = z0[i]
                let change = (before + dz[i] > 0 ? gradient : 0) - (before > 0 ? gradient : 0)
                dx[i] = accumulates ? dx[i] + change : change
            }
        }
        if let sink = context.inputGradients[1] {
            let dx = sink.base
            if sink.accumulates {
                for i in 0..<sink.count {
                    let gradient = dy[i]
                    dx[i] += z0[i] + dz[i] > 0 ? gradient : 0
                }
            } else {
                for i in 0..<sink.count {
                    let gradient = dy[i]
                    dx[i] = z0[i] + dz[i] > 0 ? gradient : 0
                }
            }
        }
    }
}
