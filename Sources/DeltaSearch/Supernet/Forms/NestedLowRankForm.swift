import Compute
import StudentSpace

/// `lowrank` at every rank of a site, in one factorisation ordered by importance: `E_r = B[:, :r] A[:r, :]`.
///
/// One product `M = D Aᵀ` serves all ranks: with `s_i = Σ_o B[o, i] M[o, i]`, `⟨D, E_r⟩ = Σ_{i<r} s_i`. Training rank r
/// moves the first r components: `∂B = M[:, :r]`, `∂A = B[:, :r]ᵀ D`.
struct NestedLowRankForm: KernelForm {
    let shape: KernelShape
    /// Ascending.
    let ranks: [Int]
    /// A: R × K, R the largest rank.
    let reduce: KernelFactor
    /// B: Cout × R.
    let expand: KernelFactor

    var candidates: [Candidate] { ranks.map { .lowRank(rank: $0) } }
    var factors: [KernelFactor] { [reduce, expand] }
    private var width: Int { ranks[ranks.count - 1] }

    func embed(_ choice: Int, into kernel: UnsafeMutablePointer<Float>) {
        let narrow = leading(ranks[choice])
        FloatBLAS.gemm(
            m: shape.outputs, n: shape.columns, k: ranks[choice], narrow.pointer, reduce.values.pointer, kernel)
    }

    func project(_ d: UnsafePointer<Float>, training choice: Int?) -> [Float] {
        let product = FloatBuffer(count: shape.outputs * width)
        FloatBLAS.gemm(
            transposeB: true, m: shape.outputs, n: width, k: shape.columns, d, reduce.values.pointer,
            product.pointer)
        let m = product.pointer
        let b = expand.values.pointer
        var components = [Double](repeating: 0, count: width)
        for o in 0..<shape.outputs {
            for i in 0..<width { components[i] += Double(b[o * width + i]) * Double(m[o * width + i]) }
        }
        if let choice {
            let rank = ranks[choice]
            let gradient = expand.gradient.pointer
            for o in 0..<shape.outputs {
                for i in 0..<width { gradient[o * width + i] = i < rank ? m[o * width + i] : 0 }
            }
            reduce.gradient.pointer.update(repeating: 0, count: reduce.gradient.count)
            let narrow = leading(rank)
            FloatBLAS.gemm(
                transposeA: true, m: rank, n: shape.columns, k: shape.outputs, narrow.pointer, d,
                reduce.gradient.pointer)
        }
        return ranks.map { rank in Float(components[..<rank].reduce(0, +)) }
    }

    func students(_ choice: Int) -> [(role: String, shape: [Int], values: [Float])] {
        let rank = ranks[choice]
        let narrow = leading(rank)
        let rows = Array(reduce.copy()[..<(rank * shape.columns)])
        return [
            ("reduce.weight", [rank, shape.inputs, shape.height, shape.width], rows),
            ("weight", [shape.outputs, rank, 1, 1], narrow.withUnsafeBufferPointer { Array($0) }),
        ]
    }

    /// B[:, :rank], dense.
    private func leading(_ rank: Int) -> FloatBuffer {
        let result = FloatBuffer(count: shape.outputs * rank)
        for o in 0..<shape.outputs {
            (result.pointer + o * rank).update(from: expand.values.pointer + o * width, count: rank)
        }
        return result
    }
}
