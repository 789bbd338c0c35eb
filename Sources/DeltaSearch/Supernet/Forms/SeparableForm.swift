import Compute
import StudentSpace

/// `separable` at one rank: `E[o, (c, i, j)] = Σ_q Q[o, q, j] P[q, c, i]`.
///
/// With `D_j` the slice of D at column j (Cout × Cin·kh): `∂Q_j = D_j Pᵀ`, `∂P = Σ_j Q_jᵀ D_j`, `⟨D, E⟩ = ⟨Q, ∂Q⟩`.
struct SeparableForm: KernelForm {
    let shape: KernelShape
    let rank: Int
    /// P: r × Cin × kh.
    let reduce: KernelFactor
    /// Q: Cout × r × kw.
    let expand: KernelFactor
    let scratch: KernelScratch

    var candidates: [Candidate] { [.separable(rank: rank)] }
    var factors: [KernelFactor] { [reduce, expand] }
    private var rows: Int { shape.inputs * shape.height }

    func embed(_ choice: Int, into kernel: UnsafeMutablePointer<Float>) {
        let slice = scratch.slice.pointer
        for j in 0..<shape.width {
            FloatBLAS.gemm(m: shape.outputs, n: rows, k: rank, column(j), reduce.values.pointer, slice)
            for i in 0..<(shape.outputs * rows) { kernel[i * shape.width + j] = slice[i] }
        }
    }

    func project(_ d: UnsafePointer<Float>, training choice: Int?) -> [Double] {
        let slice = scratch.slice.pointer
        let gradient = scratch.product.pointer
        var inner = 0.0
        for j in 0..<shape.width {
            for i in 0..<(shape.outputs * rows) { slice[i] = d[i * shape.width + j] }
            FloatBLAS.gemm(
                transposeB: true, m: shape.outputs, n: rank, k: rows, slice, reduce.values.pointer, gradient)
            let q = column(j)
            inner += dot(gradient, q, shape.outputs * rank)
            guard choice != nil else { continue }
            let target = expand.gradient.pointer
            for i in 0..<(shape.outputs * rank) { target[i * shape.width + j] = gradient[i] }
            FloatBLAS.gemm(
                transposeA: true, m: rank, n: rows, k: shape.outputs, q, slice, beta: j == 0 ? 0 : 1,
                reduce.gradient.pointer)
        }
        return [inner]
    }

    func students(_ choice: Int) -> [(role: String, shape: [Int], values: [Float])] {
        [
            ("reduce.weight", [rank, shape.inputs, shape.height, 1], reduce.copy()),
            ("weight", [shape.outputs, rank, 1, shape.width], expand.copy()),
        ]
    }

    /// Q_j, Cout × r, in the scratch memory.
    private func column(_ j: Int) -> UnsafeMutablePointer<Float> {
        let result = scratch.narrow.pointer
        let q = expand.values.pointer
        for i in 0..<(shape.outputs * rank) { result[i] = q[i * shape.width + j] }
        return result
    }
}
