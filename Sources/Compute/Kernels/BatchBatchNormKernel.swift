internal import COneDNN
import Networks

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
    var forwardPieces: Int { 1 }

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
        forwardPrimitive = try Primitive(node, "forward") { out in
            withUnsafePointer(to: geometry) { dn_batch_norm_forward_create($0, epsilon, out) }
        }
        forwardPrimitive.bind(
            context.inputs[0], mean.base, variance.base, context.parameter("weight").values,
            context.parameter("bias").values, context.output)
        guard let outputGradient = context.outputGradient else { return }
        let primitive = try Primitive(node, "backward") { out in
            withUnsafePointer(to: geometry) { dn_batch_norm_backward_create($0, epsilon, out) }
        }
        let weight = context.parameter("weight")
        let bias = context.parameter("bias")
        primitive.bind(
            context.inputs[0], mean.base, variance.base, outputGradient, weight.values, bias.values, nil,
            weight.gradient?.base ?? spare.base, bias.gradient?.base ?? spare.base + shape.channels)
        backwardPrimitive = primitive
    }

    func forward(_ piece: Int) throws { try forwardPrimitive.run() }

    var backwardStages: [BackwardStage] {
        guard let backwardPrimitive else { return [] }
        let gradients = ["weight", "bias"].flatMap { context.parameter($0).gradientRanges }
        return context.wholeBackward(reads: [context.inputRange(0)], writes: gradients) { [context] in
            if let sink = context.inputGradients[0] {
                try sink.overwrite(0..<sink.count) { try backwardPrimitive.run($0, at: 6) }
            } else {
                try backwardPrimitive.run(ThreadScratch.current.values(context.inputCount), at: 6)
            }
        }
    }
}
