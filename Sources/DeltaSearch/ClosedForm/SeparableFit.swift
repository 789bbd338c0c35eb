import Compute

/// One separable fit of a given rank on its way: `V[o, (c, i, j)] = Σ_q Q[o, q, j] P[q, c, i]`.
///
/// Features are ordered (j, q), so that Q is a row of kw blocks of Cout × r.
struct SeparableFit {
    let metric: SiteMetric
    let space: SeparableSpace
    /// P, r × S.
    private(set) var reduce: Matrix
    /// Q, Cout × (kw · r).
    private(set) var expand: Matrix
    /// ``SiteMetric/objective(map:cross:gram:)`` of the present P and Q.
    private(set) var objective = Double.infinity
    /// `images[j][k]` = P Â[(·,j), (·,k)], r × S: kept up to date with P, since both halves of a round need it.
    private var images: [[Matrix]]

    private var width: Int { metric.geometry.width }
    private var rank: Int { reduce.rows }

    init(_ metric: SiteMetric, _ space: SeparableSpace, rank: Int) {
        self.metric = metric
        self.space = space
        reduce = space.start.rows(0..<rank)
        expand = Matrix(rows: metric.geometry.outputChannels, cols: rank * metric.geometry.width)
        images = []
        images = images(of: reduce)
    }

    private func images(of matrix: Matrix) -> [[Matrix]] {
        guard let pool = metric.pool else { return space.moments.map { line in line.map { matrix.times($0) } } }
        let products = pool.map(width * width) { matrix.times(space.moments[$0 / width][$0 % width]) }
        return (0..<width).map { Array(products[$0 * width..<($0 + 1) * width]) }
    }

    /// Q's optimum for the present P, whatever G: `Q = W Â Φᵀ (Φ Â Φᵀ)⁻¹`, Φ the patches' features.
    mutating func solveExpand() throws(LinearAlgebraError) {
        let gram = Matrix(blocks: images.map { line in line.map { $0.timesTransposed(reduce) } })
        let symmetric = 0.5 * (gram + gram.transposed)
        let cross = Matrix(blocks: [space.cross.map { $0.timesTransposed(reduce) }])
        expand = try metric.outputMap(cross: cross, gram: symmetric)
        objective = metric.objective(map: expand, cross: cross, gram: symmetric)
    }

    /// Lowers the damage over P for the present Q by conjugate gradients on the normal equations
    /// `Σ_jk (Q_jᵀ Ĝ Q_k) P Â_kj = Σ_j Q_jᵀ (Ĝ W Â)_j`, preconditioned by `(Σ_jk T_jk Q_jᵀ Ĝ Q_k) ⊗ Ŝ`.
    mutating func improveReduce(steps: Int) throws(LinearAlgebraError) {
        let blocks = (0..<width).map { expand.columns($0 * rank..<($0 + 1) * rank) }
        let weighted = blocks.map { metric.fisher.times($0) }
        let coupling = blocks.map { block in weighted.map { block.transposedTimes($0) } }
        var outer = Matrix(rows: rank, cols: rank)
        var target = Matrix(rows: rank, cols: reduce.cols)
        for j in 0..<width {
            target.add(blocks[j].transposedTimes(space.weightedCross[j]))
            for k in 0..<width { outer.add(coupling[j][k], scaledBy: space.columnMoment[j, k]) }
        }
        guard outer.meanDiagonal > 0 else { return }
        let outerFactor = try Cholesky(0.5 * (outer + outer.transposed), relativeRegularisation: 1e-9)
        let precondition = { [space, pool = metric.pool] (matrix: Matrix) in
            outerFactor.solve(columnsOf: space.elementMoment.solve(rowsOf: matrix, pool: pool))
        }

        var residual = target - combine(coupling, images)
        var conditioned = precondition(residual)
        var direction = conditioned
        var energy = residual.dot(conditioned)
        for _ in 0..<steps where energy > 0 {
            let directionImages = images(of: direction)
            let product = combine(coupling, directionImages)
            let curvature = direction.dot(product)
            guard curvature > 0 else { break }
            let step = energy / curvature
            reduce.add(direction, scaledBy: step)
            for j in 0..<width {
                for k in 0..<width { images[j][k].add(directionImages[j][k], scaledBy: step) }
            }
            residual.add(product, scaledBy: -step)
            conditioned = precondition(residual)
            let next = residual.dot(conditioned)
            direction = conditioned + (next / energy) * direction
            energy = next
        }
    }

    /// `Σ_jk N_jk X_kj`, N the coupling of the features and X_kj = P Â_kj.
    private func combine(_ coupling: [[Matrix]], _ images: [[Matrix]]) -> Matrix {
        var sum = Matrix(rows: rank, cols: reduce.cols)
        for j in 0..<width {
            for k in 0..<width { sum.add(coupling[j][k].times(images[k][j])) }
        }
        return sum
    }
}
