import Compute
import StudentSpace

/// `separable` at every rank of a site: `E_k[o, (c, i, j)] = Σ_q Q_k[o, q, j] P_k[q, c, i]`, factors of its own for each.
///
/// With `D_j` the slice of D at column j (Cout × Cin·kh): `∂Q_j = D_j Pᵀ`, `∂P = Σ_j Q_jᵀ D_j`, `⟨D, E⟩ = ⟨Q, ∂Q⟩`. The
/// slices and the product `D_j Pᵀ` are made for all ranks at once, P stacked: what a further rank costs is its share of
/// one matrix product.
struct SeparableForm: KernelForm {
    let shape: KernelShape
    let ranks: [Int]
    /// P of each rank: r × Cin × kh.
    let reduce: [KernelFactor]
    /// Q of each rank: Cout × r × kw.
    let expand: [KernelFactor]
    let scratch: KernelScratch

    var candidates: [Candidate] { ranks.map { .separable(rank: $0) } }
    var factors: [KernelFactor] { zip(reduce, expand).flatMap { [$0, $1] } }
    func factors(of choice: Int) -> [KernelFactor] { [reduce[choice], expand[choice]] }

    private var rows: Int { shape.inputs * shape.height }

    func embed(_ choice: Int, into kernel: UnsafeMutablePointer<Float>) {
        let slice = scratch.slice
        for j in 0..<shape.width {
            FloatBLAS.gemm(
                m: shape.outputs, n: rows, k: ranks[choice], column(j, choice), reduce[choice].values.pointer, slice)
            for i in 0..<(shape.outputs * rows) { kernel[i * shape.width + j] = slice[i] }
        }
    }

    func project(_ d: UnsafePointer<Float>, training choice: Int?, scoring: Bool) -> [Double] {
        let wanted = scoring ? ranks.indices : choice.map { $0..<$0 + 1 } ?? 0..<0
        let width = wanted.reduce(0) { $0 + ranks[$1] }
        let stacked = scratch.stacked
        var offset = 0
        for k in wanted {
            (stacked + offset).update(from: reduce[k].values.pointer, count: ranks[k] * rows)
            offset += ranks[k] * rows
        }
        let slice = scratch.slice
        let product = scratch.product
        var inner = [Double](repeating: 0, count: ranks.count)
        for j in 0..<shape.width {
            for i in 0..<(shape.outputs * rows) { slice[i] = d[i * shape.width + j] }
            FloatBLAS.gemm(transposeB: true, m: shape.outputs, n: width, k: rows, slice, stacked, product)
            var first = 0
            for k in wanted {
                if scoring { inner[k] += score(k, j, product + first, width) }
                if k == choice { differentiate(k, j, slice, product + first, width) }
                first += ranks[k]
            }
        }
        return inner
    }

    /// `⟨Q_j, M⟩`, M being `ranks[k]` columns of a matrix that is `width` wide.
    private func score(_ k: Int, _ j: Int, _ m: UnsafePointer<Float>, _ width: Int) -> Double {
        let rank = ranks[k]
        let q = column(j, k)
        var sum = 0.0
        for o in 0..<shape.outputs { sum += dot(q + o * rank, m + o * width, rank) }
        return sum
    }

    /// M, `ranks[k]` columns of a matrix that is `width` wide, is ∂Q_j; ∂P gets its share.
    private func differentiate(
        _ k: Int, _ j: Int, _ slice: UnsafePointer<Float>, _ m: UnsafePointer<Float>, _ width: Int
    ) {
        let rank = ranks[k]
        let target = expand[k].gradient.pointer
        for o in 0..<shape.outputs {
            for q in 0..<rank { target[(o * rank + q) * shape.width + j] = m[o * width + q] }
        }
        FloatBLAS.gemm(
            transposeA: true, m: rank, n: rows, k: shape.outputs, column(j, k), slice, beta: j == 0 ? 0 : 1,
            reduce[k].gradient.pointer)
    }

    func students(_ choice: Int) -> [(role: String, shape: [Int], values: [Float])] {
        let rank = ranks[choice]
        return [
            ("reduce.weight", [rank, shape.inputs, shape.height, 1], reduce[choice].copy()),
            ("weight", [shape.outputs, rank, 1, shape.width], expand[choice].copy()),
        ]
    }

    /// Q_j of a rank, Cout × r, in the scratch memory.
    private func column(_ j: Int, _ k: Int) -> UnsafeMutablePointer<Float> {
        let result = scratch.narrow
        let q = expand[k].values.pointer
        for i in 0..<(shape.outputs * ranks[k]) { result[i] = q[i * shape.width + j] }
        return result
    }
}
