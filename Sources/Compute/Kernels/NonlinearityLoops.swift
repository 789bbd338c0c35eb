internal import CElementwise
import Networks

/// The loops of a non-linearity other than the rectifier, which has its own.
struct NonlinearityLoops {
    private let function: ce_function
    private let a: Float
    private let b: Float

    typealias Values = UnsafeMutablePointer<Float>

    init?(_ function: Nonlinearity) {
        switch function {
        case .relu: return nil
        case .leakyRelu: self.function = ce_leaky_relu
        case .clip: self.function = ce_clip
        case .sigmoid: self.function = ce_sigmoid
        case .hardSigmoid: self.function = ce_hard_sigmoid
        case .hardSwish: self.function = ce_hard_swish
        case .silu: self.function = ce_silu
        case .gelu: self.function = ce_gelu
        case .geluTanh: self.function = ce_gelu_tanh
        case .tanh: self.function = ce_tanh
        case .elu: self.function = ce_elu
        case .softplus: self.function = ce_softplus
        case .mish: self.function = ce_mish
        case .absolute: self.function = ce_absolute
        case .squareRoot: self.function = ce_square_root
        case .exponential: self.function = ce_exponential
        }
        let coefficients = function.coefficients
        a = coefficients.first ?? 0
        b = coefficients.dropFirst().first ?? 0
    }

    /// `y = φ(z)`.
    func forward(_ z: Values, _ y: Values, _ count: Int) { ce_activation(function, a, b, z, y, count) }

    /// `y = φ(z₀ + Δz) − φ(z₀)`.
    func delta(_ z0: Values, _ dz: Values, _ y: Values, _ count: Int) {
        ce_delta_activation(function, a, b, z0, dz, y, count)
    }

    /// `∂z (+)= ∂y φ′(z)`.
    func backward(_ z: Values, _ dy: Values, _ dx: Values, _ count: Int, _ accumulates: Bool) {
        ce_activation_backward(function, a, b, z, dy, dx, count, accumulates ? 1 : 0)
    }

    /// `∂Δz (+)= ∂y φ′(z₀ + Δz)`, or `∂z₀ (+)= ∂y (φ′(z₀ + Δz) − φ′(z₀))`.
    func deltaBackward(
        byKey: Bool, _ z0: Values, _ dz: Values, _ dy: Values, _ dx: Values, _ count: Int, _ accumulates: Bool
    ) {
        ce_delta_activation_backward(function, a, b, z0, dz, dy, dx, count, byKey ? 1 : 0, accumulates ? 1 : 0)
    }
}
