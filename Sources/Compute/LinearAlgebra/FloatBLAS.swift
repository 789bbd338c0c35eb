import COpenBLAS

/// Single-precision products over raw row-major memory, for loops that own their buffers.
///
/// Nothing here allocates; the pointers must hold the extents named, and outputs must not overlap inputs.
public enum FloatBLAS {
    /// `C = alpha · op(A) · op(B) + beta · C`, op(A) m × k, op(B) k × n, C m × n, all dense and row-major
    /// (A is k × m where `transposeA`, B n × k where `transposeB`).
    public static func gemm(
        transposeA: Bool = false, transposeB: Bool = false, m: Int, n: Int, k: Int, alpha: Float = 1,
        _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, beta: Float = 0, _ c: UnsafeMutablePointer<Float>
    ) {
        guard m > 0, n > 0 else { return }
        cblas_sgemm(
            CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans, blasInt(m),
            blasInt(n), blasInt(k), alpha, a, blasInt(max(1, transposeA ? m : k)), b,
            blasInt(max(1, transposeB ? k : n)), beta, c, blasInt(n))
    }

    /// `C += Xᵀ X` in the upper triangle of the `cols × cols` matrix C, for X of `rows × cols`. What stands below C's
    /// diagonal is neither read nor written.
    public static func accumulateGram(
        of x: UnsafePointer<Float>, rows: Int, cols: Int, into c: UnsafeMutablePointer<Float>
    ) {
        guard rows > 0, cols > 0 else { return }
        cblas_ssyrk(
            CblasRowMajor, CblasUpper, CblasTrans, blasInt(cols), blasInt(rows), 1, x, blasInt(cols), 1, c,
            blasInt(cols))
    }
}
