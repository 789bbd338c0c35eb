import Compute

extension KernelDistillation {
    /// q of every rank of one factorisation, `V_r = B[:, :r] R[:r]`, from one product over patches for all of them:
    ///
    ///     tr((W−V_r) A (W−V_r)ᵀ) = tr(W A Wᵀ) − 2 ⟨B_r, X_r⟩ + ⟨B_rᵀ B_r, C_r⟩,   X = W (R A)ᵀ,  C = R (R A)ᵀ
    func values(_ form: NestedLowRankForm) -> [Double] {
        precondition(shape.groups == 1, "low rank at a grouped convolution")
        let width = form.expand.values.count / shape.outputs
        let b = form.expand.values.pointer
        var rows = shape
        rows.outputs = width
        let reduce = Self.inMemoryOrder(rows, 0..<width) { form.reduce.values.pointer[$0] }
        let kernel = Self.inMemoryOrder(shape, 0..<shape.outputs) { teacher.pointer[$0] }
        let product = Self.timesPatchSums(reduce, 0..<width, statistics, rows)
        let cross = FloatBuffer(count: shape.outputs * width)
        let gram = FloatBuffer(count: width * width)
        let square = FloatBuffer(count: width * width)
        return withExtendedLifetime((reduce, kernel, product, cross, gram, square)) {
            let (x, c, s) = (cross.pointer, gram.pointer, square.pointer)
            FloatBLAS.gemm(
                transposeB: true, m: shape.outputs, n: width, k: shape.columns, kernel.pointer, product.pointer, x)
            FloatBLAS.gemm(transposeB: true, m: width, n: width, k: shape.columns, reduce.pointer, product.pointer, c)
            FloatBLAS.gemm(transposeA: true, m: width, n: width, k: shape.outputs, b, b, s)
            // What component i adds to the sums over the components before it.
            var sum = 0.0
            let energies = (0..<width).map { i in
                for o in 0..<shape.outputs { sum -= 2 * Double(b[o * width + i]) * Double(x[o * width + i]) }
                for j in 0..<i { sum += 2 * Double(s[i * width + j]) * Double(c[i * width + j]) }
                sum += Double(s[i * width + i]) * Double(c[i * width + i])
                return teacherEnergy + sum / Double(max(1, statistics.patches))
            }
            return form.ranks.map { max(0, energies[$0 - 1] / norm) }
        }
    }
}
