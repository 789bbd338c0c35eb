import Compute
import StudentSpace

/// `lowrank` at every rank of a site, in one factorisation ordered by importance: `E_r = B[:, :r] A[:r, :]`.
///
/// One product `M = D Aᵀ` serves all ranks: with `s_i = Σ_o B[o, i] M[o, i]`, `⟨D, E_r⟩ = Σ_{i<r} s_i`. Training rank r
/// moves the first r components: `∂B = M[:, :r]`, `∂A = B[:, :r]ᵀ D`. The others' gradient is zero: what an optimiser's
/// momentum still moves them by is left to it.
struct NestedLowRankForm: KernelForm {
    let shape: KernelShape
    /// Ascending.
    let ranks: [Int]
    /// A: R × K, R the largest rank.
    let reduce: KernelFactor
    /// B: Cout × R.
    let expand: KernelFactor
    let scratch: KernelScratch

    var candidates: [Candidate] { ranks.map { .lowRank(rank: $0) } }
    var factors: [KernelFactor] { [reduce, expand] }
    private var width: Int { ranks[ranks.count - 1] }

    func embed(_ choice: Int, into kernel: UnsafeMutablePointer<Float>) {
        let rank = ranks[choice]
        FloatBLAS.gemm(
            m: shape.outputs, n: shape.columns, k: rank, leading(rank), reduce.values.pointer, kernel)
    }

    func project(_ d: UnsafePointer<Float>, training choice: Int?, scoring: Bool) -> [Double] {
        let m = scratch.product
        FloatBLAS.gemm(
            transposeB: true, m: shape.outputs, n: width, k: shape.columns, d, reduce.values.pointer, m)
        let b = expand.values.pointer
        var components = [Double](repeating: 0, count: width)
        for o in 0..<shape.outputs {
            for i in 0..<width { components[i] += Double(b[o * width + i]) * Double(m[o * width + i]) }
        }
        if let choice { differentiate(d, m, rank: ranks[choice]) }
        return ranks.map { rank in components[..<rank].reduce(0, +) }
    }

    private func differentiate(_ d: UnsafePointer<Float>, _ m: UnsafePointer<Float>, rank: Int) {
        let expandGradient = expand.gradient.pointer
        for o in 0..<shape.outputs {
            for i in 0..<width { expandGradient[o * width + i] = i < rank ? m[o * width + i] : 0 }
        }
        let reduceGradient = reduce.gradient.pointer
        FloatBLAS.gemm(
            transposeA: true, m: rank, n: shape.columns, k: shape.outputs, leading(rank), d, reduceGradient)
        (reduceGradient + rank * shape.columns).update(repeating: 0, count: (width - rank) * shape.columns)
    }

    func students(_ choice: Int) -> [(role: String, shape: [Int], values: [Float])] {
        let rank = ranks[choice]
        let rows = Array(reduce.copy()[..<(rank * shape.columns)])
        let columns = Array(UnsafeBufferPointer(start: leading(rank), count: shape.outputs * rank))
        return [
            ("reduce.weight", [rank, shape.inputs, shape.height, shape.width], rows),
            ("weight", [shape.outputs, rank, 1, 1], columns),
        ]
    }

    /// B[:, :rank], dense, in the scratch memory.
    private func leading(_ rank: Int) -> UnsafeMutablePointer<Float> {
        let result = scratch.narrow
        for o in 0..<shape.outputs {
            (result + o * rank).update(from: expand.values.pointer + o * width, count: rank)
        }
        return result
    }
}
