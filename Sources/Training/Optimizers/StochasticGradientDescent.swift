public import Compute

/// Stochastic gradient descent with momentum and weight decay, as PyTorch writes it:
/// `g ← g + λ θ`, `b ← μ b + g`, `θ ← θ − η b`.
public final class StochasticGradientDescent: Optimizer, @unchecked Sendable {
    public let names: [String]
    public var step = 0
    private let store: ParameterStore
    private let buffers: [FloatBuffer]
    private let decays: [Bool]
    private let momentum: Float
    private let weightDecay: Float

    /// - Parameter weightDecay: λ, applied to parameters of two or more axes (weights, not biases or norms).
    public init(_ store: ParameterStore, _ names: [String], momentum: Float = 0.9, weightDecay: Float = 5e-4) {
        self.store = store
        self.names = names
        self.momentum = momentum
        self.weightDecay = weightDecay
        buffers = names.map { FloatBuffer(count: store.buffer($0).count) }
        decays = names.map { store.shape($0).count > 1 }
    }

    public func advance() { step += 1 }

    public func update(_ index: Int, gradient: UnsafePointer<Float>, learningRate: Float) {
        let decay = decays[index] ? weightDecay : 0
        store.buffer(names[index]).withUnsafeMutableBufferPointer { theta in
            buffers[index].withUnsafeMutableBufferPointer { b in
                for i in 0..<theta.count {
                    b[i] = momentum * b[i] + gradient[i] + decay * theta[i]
                    theta[i] -= learningRate * b[i]
                }
            }
        }
        store.touch(names[index])
    }

    public var state: [(name: String, values: FloatBuffer)] {
        zip(names, buffers).map { ("sgd.momentum." + $0, $1) }
    }
}
