import Foundation
import Networks

/// Class-weighted cross-entropy of upsampled scores in double precision, by its formula.
struct ReferenceCrossEntropy {
    let shape: FeatureShape
    let height: Int
    let width: Int
    let labels: [UInt8]
    let weights: [Double]

    func loss(_ scores: [Double]) -> Double {
        var sum = 0.0
        var total = 0.0
        for y in 0..<height {
            for x in 0..<width {
                let label = Int(labels[y * width + x])
                guard label < weights.count else { continue }
                let pixel = upsampled(scores, y, x)
                let largest = pixel.max()!
                let normalizer = largest + log(pixel.map { exp($0 - largest) }.reduce(0, +))
                sum += weights[label] * (normalizer - pixel[label])
                total += weights[label]
            }
        }
        return total > 0 ? sum / total : 0
    }

    /// Central differences.
    func gradient(_ scores: [Double], step: Double = 1e-5) -> [Double] {
        scores.indices.map { index in
            var (up, down) = (scores, scores)
            up[index] += step
            down[index] -= step
            return (loss(up) - loss(down)) / (2 * step)
        }
    }

    private func upsampled(_ scores: [Double], _ y: Int, _ x: Int) -> [Double] {
        let (top, bottom, down) = neighbours(y, shape.height, height)
        let (left, right, across) = neighbours(x, shape.width, width)
        func score(_ y: Int, _ x: Int, _ c: Int) -> Double { scores[(y * shape.width + x) * shape.channels + c] }
        return (0..<shape.channels).map { c in
            (1 - down) * ((1 - across) * score(top, left, c) + across * score(top, right, c))
                + down * ((1 - across) * score(bottom, left, c) + across * score(bottom, right, c))
        }
    }

    private func neighbours(_ place: Int, _ input: Int, _ output: Int) -> (Int, Int, Double) {
        let position = max(0, (Double(place) + 0.5) * Double(input) / Double(output) - 0.5)
        let low = min(Int(position), input - 1)
        return (low, min(low + 1, input - 1), position - Double(low))
    }
}
