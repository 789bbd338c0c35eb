internal import COneDNN
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

    init(_ operation: BatchNorm, _ context: KernelContext) {
        self.context = context
        epsilon = operation.epsilon
        channels = context.outputShape.channels
        scale = [Float](repeating: 0, count: channels)
        shift = scale
        sums = ChannelGradientSums(channels: channels)
    }

    private func inverseDeviation(_ channel: Int) -> Double {
        1 / (Double(context.parameter("running_var").values[channel]) + epsilon).squareRoot()
    }

    func forward() {
        let gamma = context.parameter("weight").values
        let beta = context.parameter("bias").values
        let mean = context.parameter("running_mean").values
        for c in 0..<channels {
            let s = Double(gamma[c]) * inverseDeviation(c)
            scale[c] = Float(s)
            shift[c] = Float(Double(beta[c]) - Double(mean[c]) * s)
        }
        ChannelwiseLoops.affine(
            context.inputs[0], scale, shift, into: context.output, count: context.outputCount, channels: channels)
    }

    func backward() {
        guard let dy = context.outputGradient else { return }
        if context.parameter("weight").gradient != nil || context.parameter("bias").gradient != nil {
            let mean = context.parameter("running_mean").values
            sums.sum(context.inputs[0], dy, count: context.outputCount)
            for c in 0..<channels {
                let centred = sums.product[c] - Double(mean[c]) * sums.gradient[c]
                context.parameter("weight").gradient?.base[c] = Float(centred * inverseDeviation(c))
                context.parameter("bias").gradient?.base[c] = Float(sums.gradient[c])
            }
        }
        if let sink = context.inputGradients[0] {
            ChannelwiseLoops.scale(dy, scale, into: sink, channels: channels)
        }
    }
}

/// ``BatchNorm`` with the batch's own statistics, by oneDNN: training.
///
/// The statistics of the last forward pass stay readable; the trainer folds them into the running ones.
final class BatchBatchNormKernel: Kernel {
    static let needs = BackwardNeeds(inputs: true)

    let mean: FloatBuffer
    let variance: FloatBuffer
    /// Values per channel behind the statistics: batch · height · width.
    let population: Int
    private let context: KernelContext
    private let forwardPrimitive: Primitive
    private var backwardPrimitive: Primitive?
    private let spare: FloatBuffer

    init(_ operation: BatchNorm, _ context: KernelContext) throws {
        self.context = context
        let node = context.node.name
        let shape = context.outputShape
        let geometry = dn_geometry(shape, shape, batch: context.batch)
        let epsilon = Float(operation.epsilon)
        mean = FloatBuffer(count: shape.channels)
        variance = FloatBuffer(count: shape.channels)
        spare = FloatBuffer(count: 2 * shape.channels)
        population = context.batch * shape.positions
        forwardPrimitive = try Primitive(node, "forward", context.workspace) { out in
            withUnsafePointer(to: geometry) { dn_batch_norm_forward_create($0, epsilon, out) }
        }
        forwardPrimitive.bind(
            context.inputs[0], mean.base, variance.base, context.parameter("weight").values,
            context.parameter("bias").values, context.output)
        guard let outputGradient = context.outputGradient else { return }
        let primitive = try Primitive(node, "backward", context.workspace) { out in
            withUnsafePointer(to: geometry) { dn_batch_norm_backward_create($0, epsilon, out) }
        }
        let weight = context.parameter("weight")
        let bias = context.parameter("bias")
        primitive.bind(
            context.inputs[0], mean.base, variance.base, outputGradient, weight.values, bias.values, nil,
            weight.gradient?.base ?? spare.base, bias.gradient?.base ?? spare.base + shape.channels)
        backwardPrimitive = primitive
        if context.inputGradients[0] == nil { context.workspace.reserve(gradients: context.inputCount) }
    }

    func forward() throws { try forwardPrimitive.run() }

    func backward() throws {
        guard let backwardPrimitive else { return }
        if let sink = context.inputGradients[0] {
            try sink.overwrite { try backwardPrimitive.run($0, at: 6) }
        } else {
            try backwardPrimitive.run(context.workspace.gradients, at: 6)
        }
    }
}
