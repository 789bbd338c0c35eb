import COpenBLAS

/// The eigendecomposition `A = V diag(λ) Vᵀ` of a symmetric matrix.
public struct SymmetricEigen: Sendable {
    /// λ, ascending.
    public let values: [Double]
    /// V: column k is the unit eigenvector of `values[k]`.
    public let vectors: Matrix

    /// Decomposes `matrix` (LAPACK `dsyevd`), of which the upper triangle alone is read.
    ///
    /// Throws ``LinearAlgebraError/notFinite(operation:index:)`` or ``LinearAlgebraError/lapack(routine:info:)``.
    public init(_ matrix: Matrix) throws(LinearAlgebraError) {
        precondition(matrix.isSquare, "eigenvalues of a \(matrix.rows) × \(matrix.cols) matrix")
        try matrix.requireFinite("symmetric eigendecomposition")
        let size = matrix.rows
        guard size > 0 else {
            values = []
            vectors = matrix
            return
        }
        var a = matrix.storage
        var w = [Double](repeating: 0, count: size)
        var n = blasInt(size)
        var info: Int32 = 0
        // Row-major's upper triangle is column-major's lower one.
        var (jobz, uplo) = (CChar(UInt8(ascii: "V")), CChar(UInt8(ascii: "L")))
        var (lwork, liwork): (Int32, Int32) = (-1, -1)
        var (workSize, iworkSize): (Double, Int32) = (0, 0)
        dsyevd_(&jobz, &uplo, &n, &a, &n, &w, &workSize, &lwork, &iworkSize, &liwork, &info)
        (lwork, liwork) = (Int32(workSize), iworkSize)
        var work = [Double](repeating: 0, count: max(1, Int(lwork)))
        var iwork = [Int32](repeating: 0, count: max(1, Int(liwork)))
        dsyevd_(&jobz, &uplo, &n, &a, &n, &w, &work, &lwork, &iwork, &liwork, &info)
        guard info == 0 else { throw .lapack(routine: "dsyevd", info: Int(info)) }
        values = w
        // Column-major columns are row-major rows.
        vectors = Matrix(rows: size, cols: size, storage: a).transposed
    }

    /// `V diag(f(λ)) Vᵀ`, exactly symmetric for a non-negative `f`.
    public func map(_ function: (Double) -> Double) -> Matrix {
        vectors.scalingColumns(by: values.map { function($0).squareRoot() }).rowGram
    }

    /// The `count` eigenvectors of the largest eigenvalues as columns, the largest first.
    public func leading(_ count: Int) -> Matrix {
        let size = values.count
        return vectors.columns((0..<count).map { size - 1 - $0 })
    }
}
