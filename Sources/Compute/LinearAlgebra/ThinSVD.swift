import COpenBLAS

/// The thin singular value decomposition `A = U diag(σ) Vᵀ` of an m × n matrix; k = min(m, n).
public struct ThinSVD: Sendable {
    /// U, m × k: orthonormal columns.
    public let u: Matrix
    /// σ, descending.
    public let values: [Double]
    /// Vᵀ, k × n: orthonormal rows.
    public let vt: Matrix

    /// Decomposes `matrix` (LAPACK `dgesdd`).
    ///
    /// Throws ``LinearAlgebraError/notFinite(operation:index:)`` or ``LinearAlgebraError/lapack(routine:info:)``.
    public init(_ matrix: Matrix) throws(LinearAlgebraError) {
        try matrix.requireFinite("singular value decomposition")
        let (rows, cols) = (matrix.rows, matrix.cols)
        let rank = min(rows, cols)
        guard rank > 0 else {
            u = Matrix(rows: rows, cols: 0)
            values = []
            vt = Matrix(rows: 0, cols: cols)
            return
        }
        // A row-major m × n is a column-major n × m: LAPACK decomposes Aᵀ = V diag(σ) Uᵀ.
        var a = matrix.storage
        var s = [Double](repeating: 0, count: rank)
        var left = [Double](repeating: 0, count: cols * rank)
        var right = [Double](repeating: 0, count: rank * rows)
        var iwork = [Int32](repeating: 0, count: 8 * rank)
        var (m, n, k) = (blasInt(cols), blasInt(rows), blasInt(rank))
        var jobz = CChar(UInt8(ascii: "S"))
        var info: Int32 = 0
        var lwork: Int32 = -1
        var workSize: Double = 0
        dgesdd_(&jobz, &m, &n, &a, &m, &s, &left, &m, &right, &k, &workSize, &lwork, &iwork, &info)
        lwork = Int32(workSize)
        var work = [Double](repeating: 0, count: max(1, Int(lwork)))
        dgesdd_(&jobz, &m, &n, &a, &m, &s, &left, &m, &right, &k, &work, &lwork, &iwork, &info)
        guard info == 0 else { throw .lapack(routine: "dgesdd", info: Int(info)) }
        u = Matrix(rows: rows, cols: rank, storage: right)
        values = s
        vt = Matrix(rows: rank, cols: cols, storage: left)
    }
}
