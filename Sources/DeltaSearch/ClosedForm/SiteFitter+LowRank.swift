public import Compute

/// The low-rank students of all ranks: `U` the eigenvectors of `H M H`, the largest eigenvalue first.
struct LowRankBasis: Sendable {
    /// H⁻¹ U, Cout × m.
    var expand: Matrix
    /// Uᵀ H W, m × K.
    var reduce: Matrix
    /// W Â (Uᵀ H W)ᵀ = M H U, Cout × m.
    var cross: Matrix
    /// The eigenvalues, descending.
    var values: [Double]
}

extension SiteFitter {
    /// Low rank r: with U_r the r leading eigenvectors of `H M H`, `V = H⁻¹ U_r U_rᵀ H W`. No other V of rank r does
    /// less damage: it equals the sum of the eigenvalues left out (times ``SiteMetric/scale``).
    mutating func fitLowRank(_ rank: Int) throws(LinearAlgebraError) -> ClosedFormStudent {
        let basis = try sharedLowRankBasis()
        let range = 0..<rank
        let factors = try balanced(basis.expand.columns(range), basis.reduce.rows(range))
        return ClosedFormStudent(
            kind: .lowRank(rank),
            factors: .lowRank(rank, reduce: factors.right, expand: factors.left, geometry: geometry),
            damage: try lowRankDamage(rank))
    }

    /// The damage of the student of low rank r, without its factors: of a space's many ranks, that is all that is asked.
    mutating func lowRankDamage(_ rank: Int) throws(LinearAlgebraError) -> Double {
        let basis = try sharedLowRankBasis()
        let range = 0..<rank
        return metric.damage(
            map: basis.expand.columns(range), cross: basis.cross.columns(range),
            gram: Matrix(diagonal: Array(basis.values[range])))
    }

    /// One factorisation for every rank up to the given one: its components stand in the order of importance, so that
    /// the first r of them are the low-rank student of rank r. Each component's two halves have the same norm; unlike
    /// in ``fit(_:)``, different components are not orthogonal.
    public mutating func nestedLowRank(maximumRank: Int) throws(LinearAlgebraError) -> ClosedFormStudent {
        precondition(StudentKind.lowRank(maximumRank).isDefined(for: geometry), "rank \(maximumRank) at \(geometry)")
        let basis = try sharedLowRankBasis()
        let range = 0..<maximumRank
        let (expand, reduce) = balancedComponents(basis.expand.columns(range), basis.reduce.rows(range))
        return ClosedFormStudent(
            kind: .lowRank(maximumRank),
            factors: .lowRank(maximumRank, reduce: reduce, expand: expand, geometry: geometry),
            damage: try lowRankDamage(maximumRank))
    }

    private mutating func sharedLowRankBasis() throws(LinearAlgebraError) -> LowRankBasis {
        if let lowRankBasis { return lowRankBasis }
        let rootMoment = metric.outputMoment.times(metric.root)
        let eigen = try SymmetricEigen(metric.root.times(rootMoment))
        let vectors = eigen.leading(min(geometry.outputChannels, geometry.patchSize))
        let basis = LowRankBasis(
            expand: metric.inverseRoot.times(vectors),
            reduce: vectors.transposedTimes(metric.root.times(metric.kernel)),
            cross: rootMoment.times(vectors), values: eigen.values.reversed())
        lowRankBasis = basis
        return basis
    }
}

/// Scales component i of a product, `left[:, i] · right[i, :]`, so that both halves have the same norm.
func balancedComponents(_ left: Matrix, _ right: Matrix) -> (left: Matrix, right: Matrix) {
    let leftNorms = left.columnDots(left).map { $0.squareRoot() }
    let rightNorms = right.rowDots(right).map { $0.squareRoot() }
    let factors = zip(leftNorms, rightNorms).map { $0 > 0 && $1 > 0 ? ($1 / $0).squareRoot() : 1 }
    return (left.scalingColumns(by: factors), right.scalingRows(by: factors.map { 1 / $0 }))
}
