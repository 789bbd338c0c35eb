internal import CElementwise
import Networks

/// ``GroupNorm``. Statistics are sums in double precision per channel, then over a group's channels.
///
/// Backward, with `x̂ = (x − μ) s` and `s = 1/√(σ² + ε)`: `∂x = s (∂y − mean(∂y) − x̂ mean(∂y x̂))`, means over a group.
final class GroupNormKernel: Kernel {
    static let needs = BackwardNeeds(inputs: true)

    private let context: KernelContext
    private let epsilon: Double
    private let groups: Int
    private let shape: FeatureShape
    var forwardPieces: Int { 1 }

    init(_ operation: GroupNorm, _ context: KernelContext) {
        self.context = context
        epsilon = operation.epsilon
        groups = operation.groups
        shape = context.outputShape
    }

    func forward(_ piece: Int) {
        for n in 0..<context.batch {
            let start = n * shape.count
            let (mean, scale) = statistics(n)
            let shift = zip(mean, scale).map { -$0 * $1 }
            ce_affine(
                context.inputs[0] + start, scale, shift, context.output + start, shape.positions, shape.channels)
        }
    }

    /// Of a sample, per channel: its group's mean and `1/√(σ² + ε)`.
    private func statistics(_ n: Int) -> (mean: [Float], scale: [Float]) {
        let x = context.inputs[0] + n * shape.count
        var sums = [Double](repeating: 0, count: shape.channels)
        ce_channel_sums(x, &sums, shape.positions, shape.channels)
        let mean = groupMeans(sums).map { Float($0) }
        sums = sums.map { _ in 0 }
        ce_channel_squares(x, mean, &sums, shape.positions, shape.channels)
        return (mean, groupMeans(sums).map { Float(1 / ($0 + epsilon).squareRoot()) })
    }

    /// Sums over a channel's positions as means over its group, for each channel.
    private func groupMeans(_ sums: [Double]) -> [Double] {
        let size = shape.channels / groups
        let count = Double(size * shape.positions)
        return sums.indices.map { c in
            let first = c / size * size
            return sums[first..<first + size].reduce(0, +) / count
        }
    }

    var backwardStages: [BackwardStage] {
        guard let dy = context.outputGradient, let sink = context.inputGradients[0] else { return [] }
        return [
            BackwardStage(
                pieces: context.batch, reads: context.outputGradientRange + [context.inputRange(0)],
                writes: context.sinkRanges
            ) { [unowned self] in backward($0, dy, sink) }
        ]
    }

    private func backward(_ n: Int, _ dy: UnsafeMutablePointer<Float>, _ sink: GradientSink) {
        let start = n * shape.count
        let (mean, scale) = statistics(n)
        var gradients = [Double](repeating: 0, count: shape.channels)
        var products = gradients
        ce_channel_products(
            context.inputs[0] + start, mean, dy + start, &gradients, &products, shape.positions, shape.channels)
        let (meanGradient, meanProduct) = (groupMeans(gradients), groupMeans(products))
        let shift = scale.indices.map { Float(-Double(scale[$0]) * meanGradient[$0]) }
        let slope = scale.indices.map { c in
            let s = Double(scale[c])
            return Float(-s * s * s * meanProduct[c])
        }
        ce_channel_norm_backward(
            context.inputs[0] + start, mean, dy + start, scale, slope, shift, sink.base + start, shape.positions,
            shape.channels, sink.accumulates ? 1 : 0)
    }
}
