import Networks

/// ``BatchNorm`` from the running statistics: `y = x · s + (β − μ s)`, `s = γ/√(σ² + ε)`.
///
/// Backward treats the statistics as constants: `∂x = s ∂y`, `∂γ = Σ ∂y (x − μ)/√(σ² + ε)`, `∂β = Σ ∂y`.
final class RunningBatchNormKernel: Kernel {
    static let needs = BackwardNeeds(inputs: true)

    private let context: KernelContext
    private let epsilon: Double
    private let channels: Int
    private var scale: [Float]
    private var shift: [Float]
    private var sums: ChannelGradientSums
    var forwardPieces: Int { context.bands.count }

    init(_ operation: BatchNorm, _ context: KernelContext) {
        self.context = context
        epsilon = operation.epsilon
        channels = context.outputShape.channels
        scale = [Float](repeating: 0, count: channels)
        shift = scale
        sums = ChannelGradientSums(channels: channels)
    }

    func refreshForward() {
        let gamma = context.parameter("weight").values
        let beta = context.parameter("bias").values
        let mean = context.parameter("running_mean").values
        let variance = context.parameter("running_var").values
        for c in 0..<channels {
            let s = Double(gamma[c]) / (Double(variance[c]) + epsilon).squareRoot()
            scale[c] = Float(s)
            shift[c] = Float(Double(beta[c]) - Double(mean[c]) * s)
        }
    }

    func forward(_ piece: Int) {
        ChannelwiseLoops.affine(
            context.inputs[0], scale, shift, into: context.output, context.elements(piece), channels: channels)
    }

    var backwardStages: [BackwardStage] {
        let gradients = ["weight", "bias"].flatMap { context.parameter($0).gradientRanges }
        return context.wholeBackward(reads: [context.inputRange(0)], writes: gradients) { [unowned self] in backward() }
    }

    private func backward() {
        guard let dy = context.outputGradient else { return }
        let weightGradient = context.parameter("weight").gradient
        let biasGradient = context.parameter("bias").gradient
        if weightGradient != nil || biasGradient != nil {
            let mean = context.parameter("running_mean").values
            let variance = context.parameter("running_var").values
            sums.sum(context.inputs[0], dy, count: context.outputCount)
            for c in 0..<channels {
                let centred = sums.product[c] - Double(mean[c]) * sums.gradient[c]
                weightGradient?.base[c] = Float(centred / (Double(variance[c]) + epsilon).squareRoot())
                biasGradient?.base[c] = Float(sums.gradient[c])
            }
        }
        if let sink = context.inputGradients[0] {
            ChannelwiseLoops.scale(dy, scale, into: sink, channels: channels)
        }
    }
}
