import Compute
import StudentSpace

/// The distillation term on teacher-fed deltas, `q(V) = tr((W−V) A (W−V)ᵀ) / tr(W A Wᵀ)`: what
/// `‖Δz − Δẑ‖² / ‖Δz‖²` is on average, known from the statistics without a second teacher pass.
///
/// Static clips have `A → 0`: the denominator is guarded by `1e-6 ‖W‖²`, so that the term vanishes with it.
///
/// Of a grouped convolution each output sees its group's channels alone: q is the sum over the groups, each with its own
/// diagonal block of A.
struct KernelDistillation: @unchecked Sendable {
    private let shape: KernelShape
    /// W, as in the teacher's parameters.
    private let teacher: FloatBuffer
    /// A = E[p pᵀ], K × K, in PyTorch's order; a block a group.
    private let patchMoments: [FloatBuffer]
    /// `tr(W A Wᵀ)`, guarded.
    private let norm: Double
    /// `V − W`: a site belongs to one thread at a time.
    private let difference: FloatBuffer

    init(_ statistics: SiteStatistics, teacher: FloatBuffer) {
        shape = KernelShape(statistics.site)
        self.teacher = teacher
        patchMoments = (0..<shape.groups).map { [shape] group in
            statistics.patchMoment(channels: group * shape.inputs..<(group + 1) * shape.inputs)
        }
        difference = FloatBuffer(count: shape.count)
        let squares = dot(teacher.pointer, teacher.pointer, shape.count)
        norm = Self.energy(teacher, patchMoments, shape) + 1e-6 * squares + 1e-30
    }

    /// `q(V)`.
    func value(kernel: FloatBuffer) -> Double {
        subtractTeacher(from: kernel)
        return max(0, Self.energy(difference, patchMoments, shape) / norm)
    }

    /// `d += weight · ∂q/∂V`, `∂q/∂V = 2 (V−W) A / tr(W A Wᵀ)`.
    func addGradient(kernel: FloatBuffer, weight: Float, to d: FloatBuffer) {
        subtractTeacher(from: kernel)
        let factor = Float(2 * Double(weight) / norm)
        let rows = shape.outputs / shape.groups
        for (group, moment) in patchMoments.enumerated() {
            let start = group * rows * shape.columns
            FloatBLAS.gemm(
                m: rows, n: shape.columns, k: shape.columns, alpha: factor, difference.pointer + start,
                moment.pointer, beta: 1, d.pointer + start)
        }
    }

    private func subtractTeacher(from kernel: FloatBuffer) {
        let (v, w, target) = (kernel.pointer, teacher.pointer, difference.pointer)
        for i in 0..<shape.count { target[i] = v[i] - w[i] }
    }

    /// `tr(X A Xᵀ)`.
    private static func energy(_ x: FloatBuffer, _ moments: [FloatBuffer], _ shape: KernelShape) -> Double {
        let rows = shape.outputs / shape.groups
        let product = FloatBuffer(count: rows * shape.columns)
        return withExtendedLifetime(product) {
            moments.enumerated().reduce(0) { sum, block in
                let part = x.pointer + block.offset * rows * shape.columns
                FloatBLAS.gemm(
                    m: rows, n: shape.columns, k: shape.columns, part, block.element.pointer, product.pointer)
                return sum + dot(part, product.pointer, rows * shape.columns)
            }
        }
    }
}
