import Compute
import NetworkReference
import Networks
import RandomStreams
import Testing

@testable import DeltaSearch

@Suite struct ScoreDivergenceTests {
    private let shape = FeatureShape(height: 3, width: 4, channels: 5)

    @Test func valueAndGradientMatchTheFormula() {
        var stream = RandomStream(seed: 1, stream: "divergence")
        let target = Reference.probabilities(ReferenceTensor(normal: shape, from: &stream)).map { Float($0) }
        let scores = ReferenceTensor(normal: shape, from: &stream)
        let (buffer, gradient) = (TensorBuffer(shape), TensorBuffer(shape))
        buffer.assign(scores.floats)
        let loss = ScoreDivergence.evaluate(scores: buffer, target: target, gradient: gradient)
        let p = target.map(Double.init)
        #expect(abs(loss - Reference.divergence(p, scores)) < 1e-6)
        let expected = scores.values.indices.map { index in
            var (up, down) = (scores, scores)
            up.values[index] += 1e-5
            down.values[index] -= 1e-5
            return (Reference.divergence(p, up) - Reference.divergence(p, down)) / 2e-5
        }
        #expect(relativeDistance(gradient.values.map(Double.init), expected) < 1e-5)
    }

    @Test func equalScoresDoNotDiverge() {
        var stream = RandomStream(seed: 2, stream: "divergence")
        let scores = ReferenceTensor(normal: shape, from: &stream)
        let (buffer, gradient) = (TensorBuffer(shape), TensorBuffer(shape))
        // The same up to a constant at every position.
        buffer.assign(scores.values.enumerated().map { Float($1 + Double($0 / 5)) })
        let target = Reference.probabilities(scores).map { Float($0) }
        let loss = ScoreDivergence.evaluate(scores: buffer, target: target, gradient: gradient)
        #expect(abs(loss) < 1e-6)
        #expect(gradient.values.allSatisfy { abs($0) < 1e-6 })
    }

    @Test func impossibleClassesCountNothing() {
        let shape = FeatureShape(height: 1, width: 1, channels: 2)
        let (scores, gradient) = (TensorBuffer(shape), TensorBuffer(shape))
        #expect(abs(ScoreDivergence.evaluate(scores: scores, target: [1, 0], gradient: gradient) - 0.693_147_2) < 1e-6)
        #expect(gradient.values == [-0.5, 0.5])
    }
}
