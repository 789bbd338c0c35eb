import Compute
import Foundation
import Networks
import RandomStreams
import Testing

@testable import DeltaSearch

@Suite struct ScoreSamplingTests {
    @Test func gradientsAreTheSoftmaxLessOneLabel() {
        let scores = TensorBuffer(FeatureShape(height: 5, width: 7, channels: 4))
        var stream = RandomStream(seed: 1, stream: "scores")
        scores.assign(randomFloats(scores.count, &stream))
        let gradient = TensorBuffer(scores.shape)
        ScoreSampling.gradient(scores: scores, into: gradient, using: &stream)
        let (s, g) = (scores.values.map(Double.init), gradient.values.map(Double.init))
        for start in stride(from: 0, to: s.count, by: 4) {
            let p = Reference.softmax(s[start..<start + 4])
            let rest = (0..<4).map { p[$0] - g[start + $0] }
            #expect(rest.count { abs($0 - 1) < 1e-6 } == 1)
            #expect(rest.count { abs($0) < 1e-6 } == 3)
        }
    }

    @Test func labelsFollowTheSoftmax() {
        let scores: [Float] = [0, 1, -1, 2]
        let tensor = TensorBuffer(FeatureShape(height: 200, width: 200, channels: 4))
        tensor.assign((0..<40_000).flatMap { _ in scores })
        let gradient = TensorBuffer(tensor.shape)
        var stream = RandomStream(seed: 2, stream: "labels")
        ScoreSampling.gradient(scores: tensor, into: gradient, using: &stream)
        let p = Reference.softmax(scores.map(Double.init)[...])
        var counts = [0, 0, 0, 0]
        for (i, value) in gradient.values.enumerated() where value < 0 { counts[i % 4] += 1 }
        #expect(counts.reduce(0, +) == 40_000)
        for c in 0..<4 {
            let deviation = (40_000 * p[c] * (1 - p[c])).squareRoot()
            #expect(abs(Double(counts[c]) - 40_000 * p[c]) < 5 * deviation)
        }
    }
}
