import Networks

/// ``ChannelAffine``. Backward: `∂x = w ∂y`, `∂w = Σ ∂y x`, `∂b = Σ ∂y`.
final class ChannelAffineKernel: Kernel {
    static let needs = BackwardNeeds(inputs: true)

    private let context: KernelContext
    private let channels: Int
    private let hasBias: Bool
    private var scale: [Float]
    private var shift: [Float]
    private var sums: ChannelGradientSums
    var forwardPieces: Int { context.bands.count }

    init(_ operation: ChannelAffine, _ context: KernelContext) {
        self.context = context
        channels = context.outputShape.channels
        hasBias = operation.hasBias
        scale = [Float](repeating: 0, count: channels)
        shift = scale
        sums = ChannelGradientSums(channels: channels)
    }

    func refreshForward() {
        let weight = context.parameter("weight").values
        for c in 0..<channels { scale[c] = weight[c] }
        if hasBias {
            let bias = context.parameter("bias").values
            for c in 0..<channels { shift[c] = bias[c] }
        }
    }

    func forward(_ piece: Int) {
        ChannelwiseLoops.affine(
            context.inputs[0], scale, shift, into: context.output, context.elements(piece), channels: channels)
    }

    var backwardStages: [BackwardStage] {
        let gradients = ["weight", "bias"].compactMap { context.parameters[$0] }.flatMap(\.gradientRanges)
        return context.wholeBackward(reads: [context.inputRange(0)], writes: gradients) { [unowned self] in backward() }
    }

    private func backward() {
        guard let dy = context.outputGradient else { return }
        let weightGradient = context.parameter("weight").gradient
        let biasGradient = hasBias ? context.parameter("bias").gradient : nil
        if weightGradient != nil || biasGradient != nil {
            sums.sum(context.inputs[0], dy, count: context.outputCount)
            for c in 0..<channels {
                weightGradient?.base[c] = Float(sums.product[c])
                biasGradient?.base[c] = Float(sums.gradient[c])
            }
        }
        if let sink = context.inputGradients[0] {
            ChannelwiseLoops.scale(dy, scale, into: sink, channels: channels)
        }
    }
}
