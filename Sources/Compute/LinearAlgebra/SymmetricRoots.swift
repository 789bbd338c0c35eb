/// The square root and the inverse square root of a symmetric positive semi-definite matrix, regularised.
///
/// With `A = V diag(λ) Vᵀ`, negative λ (rounding) taken as zero, and `ε = relative · mean(diag A)`:
/// `root = V diag(√(λ + ε)) Vᵀ`, `inverse = V diag(1/√(λ + ε)) Vᵀ`. A zero matrix has no scale
/// to regularise by: both are then the identity.
public struct SymmetricRoots: Sendable {
    public let root: Matrix
    public let inverse: Matrix

    public init(_ matrix: Matrix, relativeRegularisation: Double) throws(LinearAlgebraError) {
        let eigen = try SymmetricEigen(matrix)
        let positive = eigen.values.map { max($0, 0) }
        let mean = positive.isEmpty ? 0 : positive.reduce(0, +) / Double(positive.count)
        guard mean > 0 else {
            root = .identity(matrix.rows)
            inverse = .identity(matrix.rows)
            return
        }
        let shift = relativeRegularisation * mean
        root = eigen.map { (max($0, 0) + shift).squareRoot() }
        inverse = eigen.map { 1 / (max($0, 0) + shift).squareRoot() }
    }
}
