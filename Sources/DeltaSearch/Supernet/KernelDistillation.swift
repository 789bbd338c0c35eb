import Compute
import StudentSpace

/// The distillation term on teacher-fed deltas, `q(V) = tr((W−V) A (W−V)ᵀ) / tr(W A Wᵀ)`: what
/// `‖Δz − Δẑ‖² / ‖Δz‖²` is on average, known from the statistics without a second teacher pass.
///
/// Static clips have `A → 0`: the denominator is guarded by `1e-6 ‖W‖²`, so that the term vanishes with it.
///
/// Of a grouped convolution each output sees its group's channels alone, and their A. A stays where the statistics have it: K × K floats are the largest things in a search.
struct KernelDistillation: @unchecked Sendable {
    let shape: KernelShape
    /// W, as in the teacher's parameters.
    let teacher: FloatBuffer
    let statistics: SiteStatistics
    /// `tr(W A Wᵀ)`, as it is and guarded.
    let teacherEnergy: Double
    let norm: Double

    init(_ statistics: SiteStatistics, teacher: FloatBuffer) {
        shape = KernelShape(statistics.site)
        self.teacher = teacher
        self.statistics = statistics
        let squares = dot(teacher.pointer, teacher.pointer, shape.count)
        teacherEnergy = Self.energy(
            Self.inMemoryOrder(shape, 0..<shape.outputs) { teacher.pointer[$0] }, statistics, shape)
        norm = teacherEnergy + 1e-6 * squares + 1e-30
    }

    /// `q(V)`.
    func value(kernel: FloatBuffer) -> Double {
        max(0, Self.energy(difference(kernel), statistics, shape) / norm)
    }

    /// `d += weight · ∂q/∂V` for some output channels, `∂q/∂V = 2 (V−W) A / tr(W A Wᵀ)`: its rows do not mix.
    func addGradient(kernel: FloatBuffer, weight: Float, outputs: Range<Int>, to d: FloatBuffer) {
        let factor = Float(2 * Double(weight) / norm / Double(max(1, statistics.patches)))
        let (v, w) = (kernel.pointer, teacher.pointer)
        let product = Self.timesPatchSums(
            Self.inMemoryOrder(shape, outputs) { v[$0] - w[$0] }, outputs, statistics, shape)
        withExtendedLifetime(product) {
            let (target, source) = (d.pointer, product.pointer)
            Self.forEachWeight(shape, outputs) { weight, place in target[weight] += factor * source[place] }
        }
    }

    private func difference(_ kernel: FloatBuffer) -> FloatBuffer {
        let (v, w) = (kernel.pointer, teacher.pointer)
        return Self.inMemoryOrder(shape, 0..<shape.outputs) { v[$0] - w[$0] }
    }

    /// `tr(X A Xᵀ)`.
    private static func energy(_ x: FloatBuffer, _ statistics: SiteStatistics, _ shape: KernelShape) -> Double {
        let product = timesPatchSums(x, 0..<shape.outputs, statistics, shape)
        return withExtendedLifetime(product) {
            dot(x.pointer, product.pointer, x.count) / Double(max(1, statistics.patches))
        }
    }

    /// `X Σ p pᵀ`, in memory's order, every row with its group's sums.
    ///
    /// - Parameter outputs: the output channels that X's rows are of.
    static func timesPatchSums(
        _ x: FloatBuffer, _ outputs: Range<Int>, _ statistics: SiteStatistics, _ shape: KernelShape
    ) -> FloatBuffer {
        let product = FloatBuffer(count: x.count)
        let groupRows = shape.outputs / shape.groups
        withExtendedLifetime((x, product)) {
            var first = outputs.lowerBound
            while first < outputs.upperBound {
                let group = first / groupRows
                let end = min((group + 1) * groupRows, outputs.upperBound)
                let place = (first - outputs.lowerBound) * shape.columns
                statistics.patchSums[group].multiply(
                    x.pointer + place, rows: end - first, into: product.pointer + place)
                first = end
            }
        }
        return product
    }

    /// Some rows of a kernel's weights as patches in memory's order.
    static func inMemoryOrder(
        _ shape: KernelShape, _ outputs: Range<Int>, _ value: (Int) -> Float
    ) -> FloatBuffer {
        let result = FloatBuffer(count: outputs.count * shape.columns)
        let target = result.pointer
        withExtendedLifetime(result) {
            forEachWeight(shape, outputs) { weight, place in target[place] = value(weight) }
        }
        return result
    }

    /// The index of every weight of some rows and its place in rows of Cin/groups · kh · kw, in memory's order (i, j, c).
    @inline(__always)
    private static func forEachWeight(
        _ shape: KernelShape, _ outputs: Range<Int>, _ body: (_ weight: Int, _ place: Int) -> Void
    ) {
        for o in outputs {
            let row = (o - outputs.lowerBound) * shape.columns
            for t in 0..<shape.taps {
                for c in 0..<shape.inputs {
                    body((o * shape.inputs + c) * shape.taps + t, row + t * shape.inputs + c)
                }
            }
        }
    }
}
