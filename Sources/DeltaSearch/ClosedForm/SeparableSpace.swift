import Compute

/// What the separable fits of all ranks share: the site's moments in blocks by the kernel's column j, each over the
/// elements s = (c, i) of the columns, S = Cin · kh of them.
///
/// The patch moment is nearly a Kronecker product `T ⊗ Ŝ` of a kw × kw and an S × S matrix. Where it is one, the best
/// separable student of rank r is a truncated singular value decomposition: that one is the start. Elsewhere it
/// preconditions.
struct SeparableSpace: Sendable {
    /// `moments[j][k]` = Â[(·,j), (·,k)], S × S.
    let moments: [[Matrix]]
    /// `cross[j]` = (W Â)[:, (·,j)], Cout × S.
    let cross: [Matrix]
    /// `weightedCross[j]` = Ĝ cross[j].
    let weightedCross: [Matrix]
    /// T, kw × kw: `tr Â[(·,j), (·,k)] / tr Ŝ`.
    let columnMoment: Matrix
    /// Ŝ, the mean of the diagonal blocks, factored.
    let elementMoment: Cholesky
    /// The rows of P in the order of importance, min(S, Cout · kw) × S.
    let start: Matrix

    init(_ metric: SiteMetric) throws(LinearAlgebraError) {
        let (width, size) = (metric.geometry.width, metric.geometry.inputChannels * metric.geometry.height)
        let indices = (0..<width).map { j in (0..<size).map { $0 * width + j } }
        let blocks = (metric.pool ?? WorkerPool(count: 1)).map(width * width) {
            metric.patchMoment.submatrix(rows: indices[$0 / width], cols: indices[$0 % width])
        }
        moments = (0..<width).map { Array(blocks[$0 * width..<($0 + 1) * width]) }
        cross = indices.map { metric.crossMoment.columns($0) }
        weightedCross = cross.map { metric.fisher.times($0) }

        var mean = Matrix(rows: size, cols: size)
        for j in 0..<width { mean.add(moments[j][j], scaledBy: 1 / Double(width)) }
        elementMoment = try Cholesky(mean, relativeRegularisation: 1e-12)
        columnMoment = Matrix(
            rows: width, cols: width,
            storage: moments.flatMap { line in line.map { $0.trace / mean.trace } })

        // X[(o, k), s] = Σ_j chol(T)[j, k] (H W_j chol(Ŝ))[o, s]; its leading right singular vectors v give
        // P = vᵀ chol(Ŝ)⁻¹.
        let columnRoot = try Cholesky(columnMoment, relativeRegularisation: 1e-6).lower
        let weighted = metric.root.times(metric.kernel)
        let parts = indices.map { weighted.columns($0) }
        let stacked = Matrix(
            blocks: (0..<width).map { k in
                var sum = Matrix(rows: parts[0].rows, cols: size)
                for j in k..<width { sum.add(parts[j], scaledBy: columnRoot[j, k]) }
                return [sum]
            })
        let elementRoot = elementMoment.lower
        let vectors = try Self.rightSingularVectors(stacked.times(elementRoot, pool: metric.pool))
        start = elementMoment.solve(
            rowsOf: vectors.times(elementRoot.transposed, pool: metric.pool), pool: metric.pool)
    }

    /// The leading right singular vectors as rows, as many as the smaller extent.
    ///
    /// Of a wide matrix X they are `Uᵀ X` scaled to length 1, U the eigenvectors of the small `X Xᵀ`; where its
    /// smallest eigenvalues drown in rounding, what they would give is no direction, and the large `Xᵀ X` is
    /// decomposed.
    private static func rightSingularVectors(_ matrix: Matrix) throws(LinearAlgebraError) -> Matrix {
        if matrix.rows < matrix.cols {
            let eigen = try SymmetricEigen(matrix.rowGram)
            if let (least, largest) = eigen.values.first.map({ ($0, eigen.values[eigen.values.count - 1]) }),
                least > 1e-10 * largest
            {
                return eigen.leading(matrix.rows).transposedTimes(matrix)
                    .scalingRows(by: eigen.values.reversed().map { 1 / $0.squareRoot() })
            }
        }
        return try SymmetricEigen(matrix.columnGram).leading(min(matrix.rows, matrix.cols)).transposed
    }
}
