import Foundation
import Networks

extension ReferenceInterpreter {
    /// `(x − μ)/√(σ² + ε)` over a group's channels and all positions of a sample.
    func groupNorm(_ operation: GroupNorm, _ x: ReferenceTensor) -> ReferenceTensor {
        let size = x.shape.channels / operation.groups
        return normalized(x, operation.epsilon) { n, _, _, c in n * operation.groups + c / size }
    }

    /// The same over the channels at each position.
    func layerNorm(_ operation: LayerNorm, _ x: ReferenceTensor) -> ReferenceTensor {
        normalized(x, operation.epsilon) { n, py, px, _ in (n * x.shape.height + py) * x.shape.width + px }
    }

    /// Normalised within sets of elements that are told apart by a number.
    private func normalized(
        _ x: ReferenceTensor, _ epsilon: Double, _ set: (Int, Int, Int, Int) -> Int
    ) -> ReferenceTensor {
        var members: [Int: [Int]] = [:]
        forEachElement(of: x) { n, py, px, c in members[set(n, py, px, c), default: []].append(x.index(n, py, px, c)) }
        var y = x
        let sign: Double = arithmetic == .magnitudes ? 1 : -1
        for (_, indices) in members {
            let count = Double(indices.count)
            let mean = indices.reduce(0) { $0 + x.values[$1] } / count
            let variance = indices.reduce(0) { $0 + (x.values[$1] - mean) * (x.values[$1] - mean) } / count
            for i in indices { y.values[i] = (x.values[i] + sign * mean) / (variance + epsilon).squareRoot() }
        }
        return y
    }

    /// `e^x / Σ e^x` over the channels at each position.
    func softmax(_ x: ReferenceTensor) -> ReferenceTensor {
        var y = x
        let channels = x.shape.channels
        for start in stride(from: 0, to: x.values.count, by: channels) {
            let powers = x.values[start..<start + channels].map { exp($0) }
            let sum = powers.reduce(0, +)
            for c in 0..<channels { y.values[start + c] = powers[c] / sum }
        }
        return y
    }

    /// The mean over the channels at each position.
    func channelMean(_ x: ReferenceTensor, into blank: ReferenceTensor) -> ReferenceTensor {
        var y = blank
        forEachElement(of: x) { n, py, px, c in
            y.values[y.index(n, py, px, 0)] += x.values[x.index(n, py, px, c)] / Double(x.shape.channels)
        }
        return y
    }
}
