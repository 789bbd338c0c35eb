import Networks

/// ``MatrixProduct``, a matrix a row. Backward: `∂a = ∂y bᵀ`, `∂b = aᵀ ∂y`.
final class MatrixProductKernel: Kernel {
    static let needs = BackwardNeeds(inputs: true)

    private let context: KernelContext
    /// `y` is m × n, the sum over k.
    private let (m, n, k): (Int, Int, Int)
    var forwardPieces: Int { context.bands.count }

    init(_ context: KernelContext) {
        self.context = context
        (m, n, k) = (context.outputShape.width, context.outputShape.channels, context.inputShapes[0].channels)
    }

    func forward(_ piece: Int) {
        let band = context.bands[piece]
        for sample in band.samples {
            for row in band.rows {
                let index = sample * context.outputShape.height + row
                FloatBLAS.gemm(
                    m: m, n: n, k: k, context.inputs[0] + index * m * k, context.inputs[1] + index * k * n,
                    context.output + index * m * n)
            }
        }
    }

    var backwardStages: [BackwardStage] {
        guard let dy = context.outputGradient, context.inputGradients.contains(where: { $0 != nil }) else { return [] }
        return context.wholeBackward(reads: [context.inputRange(0), context.inputRange(1)]) { [context, m, n, k] in
            for index in 0..<context.batch * context.outputShape.height {
                let gradient = dy + index * m * n
                if let sink = context.inputGradients[0] {
                    FloatBLAS.gemm(
                        transposeB: true, m: m, n: k, k: n, gradient, context.inputs[1] + index * k * n,
                        beta: sink.accumulates ? 1 : 0, sink.base + index * m * k)
                }
                if let sink = context.inputGradients[1] {
                    FloatBLAS.gemm(
                        transposeA: true, m: k, n: n, k: m, context.inputs[0] + index * m * k, gradient,
                        beta: sink.accumulates ? 1 : 0, sink.base + index * k * n)
                }
            }
        }
    }
}
