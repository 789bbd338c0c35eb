internal import CElementwise
import Networks

/// ``PReLU`` and ``DeltaPReLU``. With `φ(z) = z` where `z > 0`, else `w z`: `∂x = ∂y φ′(x)`, `∂w = Σ ∂y min(0, x)`; of the
/// change `φ(z₀ + Δz) − φ(z₀)`, the same at `z₀ + Δz` less that at `z₀`.
final class PReLUKernel: Kernel {
    static let needs = BackwardNeeds(inputs: true)

    private let context: KernelContext
    private let isDelta: Bool
    private let channels: Int
    var forwardPieces: Int { context.bands.count }

    init(isDelta: Bool, _ context: KernelContext) {
        self.context = context
        self.isDelta = isDelta
        channels = context.outputShape.channels
    }

    func forward(_ piece: Int) {
        let elements = context.elements(piece)
        let start = elements.lowerBound
        let slope = context.parameter("weight").values
        let (z, y, positions) = (context.inputs[0] + start, context.output + start, elements.count / channels)
        if isDelta {
            ce_delta_prelu(z, context.inputs[1] + start, slope, y, positions, channels)
        } else {
            ce_prelu(z, slope, y, positions, channels)
        }
    }

    var backwardStages: [BackwardStage] {
        context.wholeBackward(
            reads: context.inputs.indices.map(context.inputRange), writes: context.parameter("weight").gradientRanges
        ) { [unowned self] in backward() }
    }

    private func backward() {
        guard let dy = context.outputGradient else { return }
        let weight = context.parameter("weight")
        let positions = context.outputCount / channels
        let (z, dz) = (context.inputs[0], isDelta ? context.inputs[1] : nil)
        if let gradient = weight.gradient {
            var sums = [Double](repeating: 0, count: channels)
            ce_prelu_slope(z, dz, dy, 1, &sums, positions, channels)
            if isDelta { ce_prelu_slope(z, nil, dy, -1, &sums, positions, channels) }
            for c in 0..<channels { gradient.base[c] = Float(sums[c]) }
        }
        for (index, sink) in context.inputGradients.enumerated() {
            guard let sink else { continue }
            let accumulates: Int32 = sink.accumulates ? 1 : 0
            if let dz {
                ce_delta_prelu_backward(
                    z, dz, weight.values, dy, sink.base, positions, channels, index == 0 ? 1 : 0, accumulates)
            } else {
                ce_prelu_backward(z, weight.values, dy, sink.base, positions, channels, accumulates)
            }
        }
    }
}
