/// A pointwise non-linearity `φ`.
public enum Nonlinearity: Hashable, Sendable {
    /// `φ(z) = max(0, z)`.
    case relu
    /// `φ(z) = z` where `z > 0`, else `slope · z`.
    case leakyRelu(slope: Float)
    /// `φ(z) = min(high, max(low, z))`; ReLU6 is a clip to 0 … 6, and a bound that is not there is infinite.
    case clip(low: Float, high: Float)
    /// `φ(z) = 1 / (1 + e^−z)`.
    case sigmoid
    /// `φ(z) = min(1, max(0, slope · z + offset))`.
    case hardSigmoid(slope: Float, offset: Float)
    /// `φ(z) = z · min(1, max(0, z / 6 + ½))`.
    case hardSwish
    /// `φ(z) = z / (1 + e^−z)`, also called swish.
    case silu
    /// `φ(z) = z · ½ (1 + erf(z / √2))`.
    case gelu
    /// `φ(z) = z · ½ (1 + tanh(√(2/π) (z + 0.044715 z³)))`, the approximation of ``gelu``.
    case geluTanh
    case tanh
    /// `φ(z) = z` where `z > 0`, else `alpha · (e^z − 1)`.
    case elu(alpha: Float)
    /// `φ(z) = ln(1 + e^z)`.
    case softplus
    /// `φ(z) = z · tanh(ln(1 + e^z))`.
    case mish
    /// `φ(z) = |z|`.
    case absolute
    /// `φ(z) = √z`.
    case squareRoot
    /// `φ(z) = e^z`.
    case exponential

    /// The function's name, without its numbers: `relu`, `leaky-relu`, `hard-sigmoid`, …
    public var name: String {
        switch self {
        case .relu: "relu"
        case .leakyRelu: "leaky-relu"
        case .clip: "clip"
        case .sigmoid: "sigmoid"
        case .hardSigmoid: "hard-sigmoid"
        case .hardSwish: "hard-swish"
        case .silu: "silu"
        case .gelu: "gelu"
        case .geluTanh: "gelu-tanh"
        case .tanh: "tanh"
        case .elu: "elu"
        case .softplus: "softplus"
        case .mish: "mish"
        case .absolute: "abs"
        case .squareRoot: "sqrt"
        case .exponential: "exp"
        }
    }

    /// The numbers of the function, in the order of its formula; two at most.
    public var coefficients: [Float] {
        switch self {
        case .leakyRelu(let slope): [slope]
        case .clip(let low, let high): [low, high]
        case .hardSigmoid(let slope, let offset): [slope, offset]
        case .elu(let alpha): [alpha]
        case .relu, .sigmoid, .hardSwish, .silu, .gelu, .geluTanh, .tanh, .softplus, .mish, .absolute, .squareRoot,
            .exponential:
            []
        }
    }

    /// Whether `φ(0) = 0`.
    public var mapsZeroToZero: Bool {
        switch self {
        case .relu, .leakyRelu, .hardSwish, .silu, .gelu, .geluTanh, .tanh, .elu, .mish, .absolute, .squareRoot: true
        case .clip(let low, let high): low <= 0 && high >= 0
        case .hardSigmoid(_, let offset): offset <= 0
        case .sigmoid, .softplus, .exponential: false
        }
    }
}

extension Nonlinearity: CustomStringConvertible {
    /// The name and the numbers: `relu`, `leaky-relu(0.1)`, `clip(0.0, 6.0)`.
    public var description: String {
        coefficients.isEmpty ? name : "\(name)(\(coefficients.map(\.description).joined(separator: ", ")))"
    }
}
