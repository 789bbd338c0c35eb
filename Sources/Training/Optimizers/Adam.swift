public import Compute

/// Adam (Kingma & Ba 2015) with decoupled weight decay (Loshchilov & Hutter 2019).
///
/// `m ← β₁ m + (1−β₁) g`, `v ← β₂ v + (1−β₂) g²`,
/// `θ ← θ − η (m / (1−β₁ᵗ) / (√(v / (1−β₂ᵗ)) + ε) + λ θ)`, t the updates that this parameter has had: a supernet
/// moves only the parameters that a step has sampled.
public final class Adam: Optimizer, @unchecked Sendable {
    public let names: [String]
    public var step = 0
    private let store: ParameterStore
    /// Updates that each parameter has had.
    private let counts: [FloatBuffer]
    private let first: [FloatBuffer]
    private let second: [FloatBuffer]
    private let decays: [Bool]
    private let beta1: Float
    private let beta2: Float
    private let epsilon: Float
    private let weightDecay: Float

    /// - Parameter weightDecay: λ, applied to parameters of two or more axes (weights, not biases or norms).
    public init(
        _ store: ParameterStore, _ names: [String], beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8,
        weightDecay: Float = 0
    ) {
        self.store = store
        self.names = names
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.weightDecay = weightDecay
        counts = names.map { _ in FloatBuffer(count: 1) }
        first = names.map { FloatBuffer(count: store.buffer($0).count) }
        second = names.map { FloatBuffer(count: store.buffer($0).count) }
        decays = names.map { store.shape($0).count > 1 }
    }

    public func advance() { step += 1 }

    public func update(_ index: Int, gradient: UnsafePointer<Float>, learningRate: Float) {
        let count = counts[index].withUnsafeMutableBufferPointer { count in
            count[0] += 1
            return Int(count[0])
        }
        let correction1 = biasCorrection(beta1, count)
        let correction2 = biasCorrection(beta2, count)
        let rate = learningRate / correction1
        let decay = decays[index] ? learningRate * weightDecay : 0
        let inverse2 = 1 / correction2
        AdamLoop.update(
            store.buffer(names[index]), first: first[index], second: second[index], gradient: gradient, beta1: beta1,
            beta2: beta2, epsilon: epsilon, rate: rate, inverse2: inverse2, decay: decay)
        store.touch(names[index])
    }

    public var state: [(name: String, values: FloatBuffer)] {
        zip(names, counts).map { ("adam.count." + $0, $1) } + zip(names, first).map { ("adam.first." + $0, $1) }
            + zip(names, second).map { ("adam.second." + $0, $1) }
    }

    /// `1 − βᵗ`, the power by repeated squaring in double precision: the same bits everywhere, and no cancellation
    /// where βᵗ is near 1.
    private func biasCorrection(_ beta: Float, _ count: Int) -> Float {
        var power = 1.0
        var factor = Double(beta)
        var rest = count
        while rest > 0 {
            if rest & 1 == 1 { power *= factor }
            factor *= factor
            rest >>= 1
        }
        return Float(1 - power)
    }
}
