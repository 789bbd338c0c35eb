import RandomStreams

#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// Softmax with Gumbel noise over the logits of one decision (Jang et al. 2017, Maddison et al. 2017).
enum GumbelSoftmax {
    /// `softmax(logits / temperature)`.
    static func softmax(_ logits: [Double], temperature: Double = 1) -> [Double] {
        let maximum = logits.max() ?? 0
        let exponentials = logits.map { exp(($0 - maximum) / temperature) }
        let sum = exponentials.reduce(0, +)
        return exponentials.map { $0 / sum }
    }

    /// A sample: the relaxed one `y = softmax((logits + g) / τ)`, and the one-hot `argmax(logits + g)` that the forward
    /// pass uses in its place.
    static func sample(
        _ logits: [Double], temperature: Double, using stream: inout RandomStream
    ) -> (relaxed: [Double], choice: Int) {
        let noisy = logits.map { $0 + stream.gumbel() }
        return (softmax(noisy, temperature: temperature), argmax(noisy))
    }

    /// `∂L/∂logits` from `∂L/∂y` at `y = softmax(· / τ)`: `y_k (g_k − Σ_j y_j g_j) / τ`.
    ///
    /// With `g` taken at the one-hot sample this is the straight-through estimator.
    static func backward(_ y: [Double], _ gradient: [Double], temperature: Double = 1) -> [Double] {
        let mean = zip(y, gradient).reduce(0) { $0 + $1.0 * $1.1 }
        return zip(y, gradient).map { $0 * ($1 - mean) / temperature }
    }

    /// The index of the largest value, the lowest among equals.
    static func argmax(_ values: [Double]) -> Int {
        var best = 0
        for index in values.indices where values[index] > values[best] { best = index }
        return best
    }

    /// `−Σ p log p`, in nats.
    static func entropy(_ p: [Double]) -> Double { p.reduce(0) { $1 > 0 ? $0 - $1 * log($1) : $0 } }
}
