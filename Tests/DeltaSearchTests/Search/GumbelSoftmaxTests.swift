import Foundation
import RandomStreams
import Testing

@testable import DeltaSearch

@Suite struct GumbelSoftmaxTests {
    private let logits = [0.3, -1.2, 2, 0, -4]

    @Test func theSoftmaxIsStableAndSumsToOne() {
        for temperature in [0.1, 1, 5] {
            let p = GumbelSoftmax.softmax(logits, temperature: temperature)
            #expect(abs(p.reduce(0, +) - 1) < 1e-12)
            let expected = Reference.softmax(logits.map { $0 / temperature }[...])
            #expect(relativeDistance(p, expected) < 1e-12)
        }
        let far = GumbelSoftmax.softmax([1000, 999, -1e6])
        #expect(abs(far[0] - 1 / (1 + exp(-1.0))) < 1e-12 && far[2] == 0)
        #expect(GumbelSoftmax.softmax([7]) == [1])
    }

    @Test(arguments: [0.1, 1, 5])
    func theGradientMatchesFiniteDifferences(temperature: Double) {
        let weights = [1.5, -2, 0.5, 3, -1]
        let logits = self.logits.map { $0 * temperature }
        func loss(_ logits: [Double]) -> Double {
            zip(GumbelSoftmax.softmax(logits, temperature: temperature), weights).reduce(0) { $0 + $1.0 * $1.1 }
        }
        let gradient = GumbelSoftmax.backward(
            GumbelSoftmax.softmax(logits, temperature: temperature), weights, temperature: temperature)
        let step = 1e-5 * temperature
        let expected = logits.indices.map { k in
            var (up, down) = (logits, logits)
            up[k] += step
            down[k] -= step
            return (loss(up) - loss(down)) / (2 * step)
        }
        #expect(relativeDistance(gradient, expected) < 1e-6)
        #expect(abs(gradient.reduce(0, +)) < 1e-12)
    }

    /// The Gumbel-max trick: choices are distributed as softmax(logits), whatever the temperature.
    @Test(arguments: [0.1, 5])
    func choicesFollowTheSoftmax(temperature: Double) {
        var stream = RandomStream(seed: 1, stream: "choices")
        let draws = 40_000
        var counts = [Int](repeating: 0, count: logits.count)
        for _ in 0..<draws {
            let (relaxed, choice) = GumbelSoftmax.sample(logits, temperature: temperature, using: &stream)
            counts[choice] += 1
            // The sample's relaxation peaks where the sample is.
            #expect(GumbelSoftmax.argmax(relaxed) == choice)
        }
        for (count, p) in zip(counts, GumbelSoftmax.softmax(logits)) {
            let deviation = (Double(draws) * p * (1 - p)).squareRoot()
            #expect(abs(Double(count) - Double(draws) * p) < 5 * deviation)
        }
    }

    @Test func coolingSharpensTheRelaxation() {
        var stream = RandomStream(seed: 2, stream: "temperature")
        let (hot, cold) = ([Double](), [Double]())
        var sums = (hot: hot, cold: cold)
        for _ in 0..<500 {
            var copy = stream
            sums.hot.append(GumbelSoftmax.sample(logits, temperature: 5, using: &stream).relaxed.max()!)
            sums.cold.append(GumbelSoftmax.sample(logits, temperature: 0.1, using: &copy).relaxed.max()!)
        }
        #expect(zip(sums.hot, sums.cold).allSatisfy { $0 < $1 })
        #expect(sums.cold.reduce(0, +) / 500 > 0.95)
    }

    @Test func equalsGoToTheFirst() {
        #expect(GumbelSoftmax.argmax([1, 3, 3, 2]) == 1)
        #expect(GumbelSoftmax.argmax([0]) == 0)
    }

    @Test func theEntropyIsThatOfTheDistribution() {
        #expect(abs(GumbelSoftmax.entropy([0.25, 0.25, 0.25, 0.25]) - log(4)) < 1e-12)
        #expect(GumbelSoftmax.entropy([1, 0, 0]) == 0)
        #expect(abs(GumbelSoftmax.entropy([0.5, 0.5, 0]) - log(2)) < 1e-12)
    }
}
