import Compute

/// Balances a product of two factors: `L R = L' R'` with `L'ᵀ L' = R' R'ᵀ = diag(σ)`, σ the product's singular values,
/// descending: `L' = U √σ`, `R' = √σ Vᵀ`. Unbalanced factors make a fine-tuning with one learning rate diverge.
///
/// With `LᵀL = S₁ᵀS₁`, `RRᵀ = S₂ᵀS₂` and the small SVD `S₁ S₂ᵀ = U' diag(σ) V'ᵀ`, `L' = L S₂ᵀ V' / √σ` and
/// `R' = U'ᵀ S₁ R / √σ`: nothing larger than rank × rank is decomposed. Directions with σ below 1e-10 of the largest
/// are zero in both.
func balanced(_ left: Matrix, _ right: Matrix) throws(LinearAlgebraError) -> (left: Matrix, right: Matrix) {
    precondition(left.cols == right.rows, "a product over \(left.cols) and \(right.rows) elements")
    let leftRoot = try gramRoot(left.columnGram)
    let rightRoot = try gramRoot(right.rowGram)
    let svd = try ThinSVD(leftRoot.timesTransposed(rightRoot))
    let largest = svd.values.first ?? 0
    let weights = svd.values.map { $0 > 1e-10 * largest ? 1 / $0.squareRoot() : 0 }
    let toLeft = rightRoot.transposedTimes(svd.vt.transposed).scalingColumns(by: weights)
    let toRight = svd.u.scalingColumns(by: weights).transposedTimes(leftRoot)
    return (left.times(toLeft), toRight.times(right))
}

/// S with `SᵀS` the given positive semi-definite matrix: `diag(√λ) Vᵀ`.
private func gramRoot(_ gram: Matrix) throws(LinearAlgebraError) -> Matrix {
    let eigen = try SymmetricEigen(gram)
    // A floor keeps S invertible, which is what makes the balanced product equal the given one.
    let floor = 1e-14 * (eigen.values.last ?? 0)
    return eigen.vectors.scalingColumns(by: eigen.values.map { max($0, floor, 0).squareRoot() }).transposed
}
