import Networks

/// ``Convolution`` by oneDNN, on plain NHWC features and packed weights.
///
/// Backward: `∂x = Wᵀ ∗ ∂y` (skipped where no input gradient is needed), `∂W = ∂y ∗ x`, `∂b = Σ_p ∂y`.
final class ConvolutionKernel: Kernel {
    static let needs = BackwardNeeds(inputs: true)

    private let context: KernelContext
    private let forwardPass: ConvolutionForward
    private var backwardData: ConvolutionBackwardData?
    private var backwardWeights: ConvolutionBackwardWeights?

    init(_ operation: Convolution, _ context: KernelContext) throws {
        self.context = context
        let extents = ConvolutionExtents(
            operation: operation, input: context.inputShapes[0], output: context.outputShape, batch: context.batch)
        forwardPass = try ConvolutionForward(extents, context)
        guard let outputGradient = context.outputGradient else { return }
        if let sink = context.inputGradients[0] {
            backwardData = try ConvolutionBackwardData(extents, context, sink, outputGradient: outputGradient)
        }
        if context.parameters.values.contains(where: { $0.gradient != nil }) {
            backwardWeights = try ConvolutionBackwardWeights(extents, context, outputGradient: outputGradient)
        }
    }

    func refreshForward() throws { try forwardPass.refresh() }

    var forwardPieces: Int { forwardPass.count }

    func forward(_ piece: Int) throws { try forwardPass.run(piece) }

    func refreshBackward() throws { try backwardData?.refresh() }

    var backwardStages: [BackwardStage] {
        var stages: [BackwardStage] = []
        if let backwardData {
            stages.append(
                BackwardStage(
                    pieces: backwardData.count, reads: context.outputGradientRange, writes: context.sinkRanges
                ) { try backwardData.run($0) })
        }
        return stages + (backwardWeights?.stages ?? [])
    }
}
