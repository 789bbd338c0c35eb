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

    /// `C += Xᵀ X` in the upper triangle of the `cols × cols` matrix C, for X of `rows × cols`. What stands below C's
    /// diagonal may be overwritten, but never enters what stands above it.
    public static func accumulateGram(
        of x: UnsafePointer<Float>, rows: Int, cols: Int, into c: UnsafeMutablePointer<Float>
    ) {
        guard rows > 0, cols > 0 else { return }
        // Strips of rows of C from the diagonal on: half the work of the whole.
        for start in stride(from: 0, to: cols, by: strip) {
            let height = min(strip, cols - start)
            multiply(
                true, false, height, cols - start, rows, 1, x + start, cols, x + start, cols, 1,
                c + start * cols + start, cols)
        }
    }

    /// `C = X S` for X of `rows × cols` and a symmetric S of `cols × cols`, of which only the upper triangle is read.
    public static func multiplySymmetric(
        _ x: UnsafePointer<Float>, rows: Int, cols: Int, upper s: UnsafePointer<Float>,
        into c: UnsafeMutablePointer<Float>
    ) {
        guard rows > 0, cols > 0 else { return }
        c.update(repeating: 0, count: rows * cols)
        withUnsafeTemporaryAllocation(of: Float.self, capacity: strip * strip) { diagonal in
            for start in stride(from: 0, to: cols, by: strip) {
                let height = min(strip, cols - start)
                let after = start + height
                let block = s + start * cols
                // The diagonal block from its upper half.
                for row in 0..<height {
                    for column in row..<height {
                        let value = block[row * cols + start + column]
                        diagonal[row * height + column] = value
                        diagonal[column * height + row] = value
                    }
                }
                multiply(
                    false, false, rows, height, height, 1, x + start, cols, diagonal.baseAddress!, height, 1,
                    c + start, cols)
                guard after < cols else { continue }
                multiply(
                    false, false, rows, cols - after, height, 1, x + start, cols, block + after, cols, 1, c + after,
                    cols)
                multiply(
                    false, true, rows, height, cols - after, 1, x + after, cols, block + after, cols, 1, c + start,
                    cols)
            }
        }
    }

    private static let strip = 192

    private static func multiply(
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
