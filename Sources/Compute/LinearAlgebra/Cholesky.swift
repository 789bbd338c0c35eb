import COpenBLAS

/// The Cholesky factorisation of a symmetric positive definite matrix, to solve with.
public struct Cholesky: Sendable {
    private let size: Int
    private var factor: [Double]

    /// Factors `matrix + relative · mean(diag matrix) · I` (LAPACK `dpotrf`). Of the matrix, the upper triangle alone is
    /// read.
    ///
    /// Throws ``LinearAlgebraError/notPositiveDefinite(minor:size:)`` where the sum is not positive definite, and
    /// ``LinearAlgebraError/notFinite(operation:index:)``.
    public init(_ matrix: Matrix, relativeRegularisation: Double = 0) throws(LinearAlgebraError) {
        precondition(matrix.isSquare, "a Cholesky factor of a \(matrix.rows) × \(matrix.cols) matrix")
        try matrix.requireFinite("Cholesky factorisation")
        size = matrix.rows
        factor = matrix.storage
        let shift = relativeRegularisation * matrix.meanDiagonal
        for i in 0..<size { factor[i * size + i] += shift }
        guard size > 0 else { return }
        var n = blasInt(size)
        var uplo = CChar(UInt8(ascii: "L"))
        var info: Int32 = 0
        dpotrf_(&uplo, &n, &factor, &n, &info)
        if info > 0 { throw .notPositiveDefinite(minor: Int(info), size: size) }
        guard info == 0 else { throw .lapack(routine: "dpotrf", info: Int(info)) }
    }

    /// `X · A⁻¹` for X of any number of rows.
    public func solve(rowsOf matrix: Matrix) -> Matrix {
        precondition(matrix.cols == size, "rows of \(matrix.cols) elements for a system of \(size)")
        var result = matrix
        guard size > 0, matrix.rows > 0 else { return result }
        // Row-major rows are column-major columns: right-hand sides as LAPACK wants them.
        var (n, count) = (blasInt(size), blasInt(matrix.rows))
        var uplo = CChar(UInt8(ascii: "L"))
        var info: Int32 = 0
        factor.withUnsafeBufferPointer { a in
            dpotrs_(&uplo, &n, &count, a.baseAddress, &n, &result.storage, &n, &info)
        }
        precondition(info == 0, "dpotrs refused argument \(-info)")
        return result
    }

    /// `A⁻¹ · X` for X of any number of columns.
    public func solve(columnsOf matrix: Matrix) -> Matrix { solve(rowsOf: matrix.transposed).transposed }

    /// The lower triangular L with `A = L Lᵀ`.
    public var lower: Matrix {
        // Column-major's lower triangle stands in row-major's upper one.
        var result = Matrix(rows: size, cols: size)
        for i in 0..<size {
            for j in 0...i { result[i, j] = factor[j * size + i] }
        }
        return result
    }
}
