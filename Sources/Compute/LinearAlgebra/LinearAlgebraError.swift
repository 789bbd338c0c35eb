/// What a factorisation can meet.
public enum LinearAlgebraError: Error, Hashable, Sendable {
    /// The input of `operation` holds NaN or an infinity; `index` is the first such element in row-major order.
    case notFinite(operation: String, index: Int)
    /// The matrix is not positive definite: the leading minor of this order is not positive.
    case notPositiveDefinite(minor: Int, size: Int)
    /// LAPACK's `routine` returned a non-zero `info`: an iteration that did not converge where it is positive.
    case lapack(routine: String, info: Int)
}
