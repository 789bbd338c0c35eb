#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// Adam's moments for the logits, in double precision.
struct LogitMoments: Sendable, Hashable {
    var first: [[Double]]
    var second: [[Double]]
    var count = 0

    init(_ logits: [[Double]]) {
        first = logits.map { $0.map { _ in 0 } }
        second = first
    }

    /// One update (β₁ = 0.9, β₂ = 0.99, ε = 1e-12: gradients of logits are small).
    mutating func move(_ logits: inout [[Double]], _ gradients: [[Double]], rate: Double) {
        count += 1
        let correction1 = 1 - pow(0.9, Double(count))
        let correction2 = 1 - pow(0.99, Double(count))
        for site in logits.indices {
            for k in logits[site].indices {
                let g = gradients[site][k]
                first[site][k] = 0.9 * first[site][k] + 0.1 * g
                second[site][k] = 0.99 * second[site][k] + 0.01 * g * g
                logits[site][k] -=
                    rate * first[site][k] / correction1 / ((second[site][k] / correction2).squareRoot() + 1e-12)
            }
        }
    }
}
