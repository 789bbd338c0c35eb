import COpenBLAS

extension Matrix {
    /// `A · B`.
    public func times(_ other: Matrix) -> Matrix { Self.product(self, false, other, false) }

    /// `A · Bᵀ`.
    public func timesTransposed(_ other: Matrix) -> Matrix { Self.product(self, false, other, true) }

    /// `Aᵀ · B`.
    public func transposedTimes(_ other: Matrix) -> Matrix { Self.product(self, true, other, false) }

    /// `A · Aᵀ`, computed in its upper triangle and mirrored: exactly symmetric.
    public var rowGram: Matrix { gram(transposed: false) }

    /// `Aᵀ · A`, computed in its upper triangle and mirrored: exactly symmetric.
    public var columnGram: Matrix { gram(transposed: true) }

    /// `⟨A, B⟩ = Σ_ij a_ij b_ij = tr(A Bᵀ)`: for symmetric matrices, the trace of their product.
    public func dot(_ other: Matrix) -> Double {
        requireSameShape(other)
        return storage.withUnsafeBufferPointer { a in
            other.storage.withUnsafeBufferPointer { b in
                cblas_ddot(blasInt(a.count), a.baseAddress, 1, b.baseAddress, 1)
            }
        }
    }

    private func gram(transposed: Bool) -> Matrix {
        let (size, depth) = transposed ? (cols, rows) : (rows, cols)
        var result = Matrix(rows: size, cols: size)
        guard size > 0, depth > 0 else { return result }
        storage.withUnsafeBufferPointer { a in
            result.storage.withUnsafeMutableBufferPointer { c in
                cblas_dsyrk(
                    CblasRowMajor, CblasUpper, transposed ? CblasTrans : CblasNoTrans, blasInt(size), blasInt(depth),
                    1, a.baseAddress, blasInt(cols), 0, c.baseAddress, blasInt(size))
            }
        }
        result.mirrorUpperTriangle()
        return result
    }

    private static func product(_ a: Matrix, _ transposeA: Bool, _ b: Matrix, _ transposeB: Bool) -> Matrix {
        let (m, k) = transposeA ? (a.cols, a.rows) : (a.rows, a.cols)
        let (inner, n) = transposeB ? (b.cols, b.rows) : (b.rows, b.cols)
        precondition(k == inner, "a product over \(k) and \(inner) elements")
        var result = Matrix(rows: m, cols: n)
        guard m > 0, n > 0, k > 0 else { return result }
        a.storage.withUnsafeBufferPointer { left in
            b.storage.withUnsafeBufferPointer { right in
                result.storage.withUnsafeMutableBufferPointer { c in
                    cblas_dgemm(
                        CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans,
                        blasInt(m), blasInt(n), blasInt(k), 1, left.baseAddress, blasInt(a.cols), right.baseAddress,
                        blasInt(b.cols), 0, c.baseAddress, blasInt(n))
                }
            }
        }
        return result
    }
}

/// An extent as the 32-bit integer that this interface of BLAS and LAPACK takes.
func blasInt(_ value: Int) -> Int32 { Int32(value) }
