internal import CElementwise

/// One step of Adam over the elements of a parameter, for optimisers that own their buffers (Kingma and Ba 2015):
///
///     m ← β₁ m + (1 − β₁) g,   v ← β₂ v + (1 − β₂) g²,   θ ← θ − rate · m / (√(v · inverse2) + ε) − decay · θ
///
/// The caller folds the bias corrections into `rate` and `inverse2`. Same bits on every instruction set.
public enum AdamLoop {
    public static func update(
        _ theta: FloatBuffer, first: FloatBuffer, second: FloatBuffer, gradient: UnsafePointer<Float>, beta1: Float,
        beta2: Float, epsilon: Float, rate: Float, inverse2: Float, decay: Float
    ) {
        precondition(first.count == theta.count && second.count == theta.count, "moments of another parameter")
        var step = ce_adam_step(
            beta1: beta1, beta2: beta2, epsilon: epsilon, rate: rate, inverse2: inverse2, decay: decay)
        ce_adam(gradient, &step, theta.base, first.base, second.base, theta.count)
    }
}
