import Foundation
public import Networks

extension Nonlinearity {
    /// `φ(z)`.
    public func value(_ z: Double) -> Double {
        switch self {
        case .relu: max(0, z)
        case .leakyRelu(let slope): z > 0 ? z : Double(slope) * z
        case .clip(let low, let high): min(Double(high), max(Double(low), z))
        case .sigmoid: 1 / (1 + exp(-z))
        case .hardSigmoid(let slope, let offset): min(1, max(0, Double(slope) * z + Double(offset)))
        case .hardSwish: z * min(1, max(0, z / 6 + 0.5))
        case .silu: z / (1 + exp(-z))
        case .gelu: z * 0.5 * (1 + erf(z / 2.0.squareRoot()))
        case .geluTanh: z * 0.5 * (1 + Foundation.tanh((2 / Double.pi).squareRoot() * (z + 0.044715 * z * z * z)))
        case .tanh: Foundation.tanh(z)
        case .elu(let alpha): z > 0 ? z : Double(alpha) * expm1(z)
        case .softplus: max(z, 0) + log1p(exp(-abs(z)))
        case .mish: z * Foundation.tanh(max(z, 0) + log1p(exp(-abs(z))))
        case .absolute: abs(z)
        case .squareRoot: z.squareRoot()
        case .exponential: exp(z)
        }
    }
}
