import Compute
import Foundation
import Networks
import RandomStreams
import Testing
import VideoData

@testable import Training

@Suite struct UpsampledDivergenceTests {
    private static func softmax(_ pixel: [Double]) -> [Double] {
        let largest = pixel.max()!
        let exponentials = pixel.map { exp($0 - largest) }
        return exponentials.map { $0 / exponentials.reduce(0, +) }
    }

    /// By the formula, from cross-entropies with every class in turn as the label: `Σ_c p_c (H_c(s) − H_c(t))`.
    private static func divergence(
        _ t: [Double], _ s: [Double], _ shape: FeatureShape, _ factor: Int, temperature: Double = 1
    ) -> Double {
        let (t, s) = (t.map { $0 / temperature }, s.map { $0 / temperature })
        let (height, width) = (shape.height * factor, shape.width * factor)
        var sum = 0.0
        for pixel in 0..<height * width {
            var labels = [UInt8](repeating: 255, count: height * width)
            let losses = (0..<shape.channels).map { c -> (Double, Double) in
                labels[pixel] = UInt8(c)
                let reference = ReferenceCrossEntropy(
                    shape: shape, height: height, width: width, labels: labels,
                    weights: [Double](repeating: 1, count: shape.channels))
                return (reference.loss(t), reference.loss(s))
            }
            sum += losses.reduce(0) { $0 + exp(-$1.0) * ($1.1 - $1.0) }
        }
        return temperature * sum / Double(height * width)
    }

    @Test(arguments: [(1, 1), (2, 1), (3, 1), (1, 0.5), (2, 0.25), (2, 4)])
    func valueAndGradientMatchTheFormula(_ factor: Int, _ temperature: Double) {
        let shape = FeatureShape(height: 2, width: 3, channels: 4)
        var stream = RandomStream(seed: 2, stream: "divergence")
        let (scores, teacher, gradient) = (TensorBuffer(shape), TensorBuffer(shape), TensorBuffer(shape))
        scores.assign((0..<scores.count).map { _ in Float(2 * stream.normal()) })
        teacher.assign((0..<scores.count).map { _ in Float(2 * stream.normal()) })
        gradient.fill(5)
        let loss = UpsampledDivergence(factor: factor, temperature: Float(temperature))
            .evaluate(scores: scores, teacher: teacher, gradient: gradient)
        let (s, t) = (scores.values.map(Double.init), teacher.values.map(Double.init))
        func divergence(_ s: [Double]) -> Double { Self.divergence(t, s, shape, factor, temperature: temperature) }
        let expected = divergence(s)
        #expect(abs(loss - expected) < 2e-6 * expected)
        for index in s.indices {
            var (up, down) = (s, s)
            up[index] += 1e-5
            down[index] -= 1e-5
            let difference = (divergence(up) - divergence(down)) / 2e-5
            #expect(abs(Double(gradient.values[index]) - difference) < 1e-6)
        }
    }

    @Test func equalScoresDivergeByNothing() {
        let shape = FeatureShape(height: 3, width: 2, channels: 3)
        let (scores, gradient) = (TensorBuffer(shape), TensorBuffer(shape))
        scores.assign((0..<scores.count).map { Float($0 % 7) })
        let loss = UpsampledDivergence(factor: 2).evaluate(scores: scores, teacher: scores, gradient: gradient)
        #expect(abs(loss) < 1e-6)
        #expect(gradient.values.allSatisfy { abs($0) < 1e-7 })
    }
}
