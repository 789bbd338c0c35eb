internal import COneDNN

/// Single-precision products over raw row-major memory, on the calling thread, for loops that own their buffers.
///
/// By oneDNN, whose kernels follow the processor: OpenBLAS counts every AMD processor among those without AVX-512 and
/// takes twice as long there. Nothing here allocates; the pointers must hold the extents named, and outputs must not
/// overlap inputs.
public enum FloatBLAS {
    /// `C = alpha · op(A) · op(B) + beta · C`, op(A) m × k, op(B) k × n, C m × n, all dense and row-major
    /// (A is k × m where `transposeA`, B n × k where `transposeB`).
    public static func gemm(
        transposeA: Bool = false, transposeB: Bool = false, m: Int, n: Int, k: Int, alpha: Float = 1,
        _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, beta: Float = 0, _ c: UnsafeMutablePointer<Float>
    ) {
        guard m > 0, n > 0 else { return }
        multiply(
            transposeA, transposeB, m, n, k, alpha, a, max(1, transposeA ? m : k), b, max(1, transposeB ? k : n), beta,
            c, n)
    }

    /// The same with leading dimensions: elements from one row to the next.
    static func multiply(
        _ transposeA: Bool, _ transposeB: Bool, _ m: Int, _ n: Int, _ k: Int, _ alpha: Float,
        _ a: UnsafePointer<Float>, _ lda: Int, _ b: UnsafePointer<Float>, _ ldb: Int, _ beta: Float,
        _ c: UnsafeMutablePointer<Float>, _ ldc: Int
    ) {
        let (plain, transposed) = (CChar(UInt8(ascii: "n")), CChar(UInt8(ascii: "t")))
        let status = dn_sgemm(
            transposeA ? transposed : plain, transposeB ? transposed : plain, m, n, k, alpha, a, lda, b, ldb, beta, c,
            ldc)
        precondition(status == 0, "a product of \(m) × \(k) and \(k) × \(n): status \(status)")
    }
}
