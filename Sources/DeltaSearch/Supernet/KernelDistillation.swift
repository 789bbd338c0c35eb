import Compute

/// The distillation term on teacher-fed deltas, `q(V) = tr((W−V) A (W−V)ᵀ) / tr(W A Wᵀ)`: what
/// `‖Δz − Δẑ‖² / ‖Δz‖²` is on average, known from the statistics without a second teacher pass.
///
/// Static clips have `A → 0`: the denominator is guarded by `1e-6 ‖W‖²`, so that the term vanishes with it.
struct KernelDistillation: @unchecked Sendable {
    let shape: KernelShape
    /// A = E[p pᵀ], K × K, in PyTorch's order.
    let patchMoment: FloatBuffer
    /// `tr(W A Wᵀ)`, guarded.
    let norm: Double

    init(shape: KernelShape, patchMoment: FloatBuffer, teacher: FloatBuffer) {
        self.shape = shape
        self.patchMoment = patchMoment
        let product = FloatBuffer(count: shape.count)
        FloatBLAS.gemm(
            m: shape.outputs, n: shape.columns, k: shape.columns, teacher.pointer, patchMoment.pointer,
            product.pointer)
        norm =
            Double(dot(product.pointer, teacher.pointer, shape.count))
            + 1e-6 * Double(dot(teacher.pointer, teacher.pointer, shape.count)) + 1e-30
    }

    /// `q(V)`.
    func value(kernel: FloatBuffer, teacher: FloatBuffer) -> Double {
        let (difference, product) = residual(kernel, teacher)
        return max(0, Double(dot(difference.pointer, product.pointer, shape.count)) / norm)
    }

    /// `d += weight · ∂q/∂V`, `∂q/∂V = 2 (V−W) A / tr(W A Wᵀ)`.
    func addGradient(kernel: FloatBuffer, teacher: FloatBuffer, weight: Float, to d: FloatBuffer) {
        let (_, product) = residual(kernel, teacher)
        let factor = Float(2 * Double(weight) / norm)
        let target = d.pointer
        let source = product.pointer
        for i in 0..<shape.count { target[i] += factor * source[i] }
    }

    /// `V − W` and `(V − W) A`.
    private func residual(_ kernel: FloatBuffer, _ teacher: FloatBuffer) -> (FloatBuffer, FloatBuffer) {
        let difference = FloatBuffer(count: shape.count)
        let product = FloatBuffer(count: shape.count)
        for i in 0..<shape.count { difference.pointer[i] = kernel.pointer[i] - teacher.pointer[i] }
        FloatBLAS.gemm(
            m: shape.outputs, n: shape.columns, k: shape.columns, difference.pointer, patchMoment.pointer,
            product.pointer)
        return (difference, product)
    }
}
