/// Operators that no opset has: what patterns of several nodes become.
enum FusedOperator {
    static let silu = "deltanas.SiLU"
    static let gelu = "deltanas.Gelu"
    static let geluTanh = "deltanas.GeluTanh"
    /// `(x − μ) / √(σ² + epsilon)`, mean and biased variance over `axes`.
    static let standardize = "deltanas.Standardize"
}
