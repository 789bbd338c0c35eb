/// Products of large matrices by panels of rows, which workers share.
///
/// The panels do not depend on the number of workers, and neither do the results.
extension Matrix {
    /// Rows of a panel: enough for BLAS to be at its best, few enough for several workers.
    static let panelRows = 128

    /// `A · B`, a panel of A's rows a piece; on the calling thread, in one, without a pool.
    public func times(_ other: Matrix, pool: WorkerPool?) -> Matrix {
        byPanels(pool, cols: other.cols) { $0.times(other) }
    }

    /// `[f(A₀); f(A₁); …]` of A's panels of rows, for a map f that takes each row by itself.
    ///
    /// - Parameter cols: of f's results.
    public func byPanels(_ pool: WorkerPool?, cols: Int, _ map: @Sendable (Matrix) -> Matrix) -> Matrix {
        guard let pool, rows > Self.panelRows else { return map(self) }
        let height = Self.panelRows
        let panels = pool.map((rows + height - 1) / height) { piece in
            map(rows(piece * height..<min((piece + 1) * height, rows)))
        }
        var elements: [Double] = []
        elements.reserveCapacity(rows * cols)
        for panel in panels { elements.append(contentsOf: panel.storage) }
        return Matrix(rows: rows, cols: cols, storage: elements)
    }
}

extension Cholesky {
    /// `X · A⁻¹`, a panel of X's rows a piece.
    public func solve(rowsOf matrix: Matrix, pool: WorkerPool?) -> Matrix {
        matrix.byPanels(pool, cols: matrix.cols) { solve(rowsOf: $0) }
    }
}
