import Compute
import Networks
import RandomStreams
import Testing
import VideoData

@testable import Training

@Suite struct CrossEntropyTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var scores: FeatureShape
        var height: Int
        var width: Int
        var weights: [Float]
        /// Labels by pixel, from a random number in 0..<1000.
        var label: @Sendable (Int) -> UInt8
    }

    static let cases: [Case] = [
        Case(
            testDescription: "eight times larger", scores: .init(height: 3, width: 4, channels: 3), height: 24,
            width: 32, weights: [1, 0.3, 2.5], label: { UInt8($0 % 3) }),
        Case(
            testDescription: "odd sizes, some void", scores: .init(height: 3, width: 5, channels: 4), height: 11,
            width: 13, weights: [1, 2, 0, 0.5], label: { $0 % 5 == 4 ? 255 : UInt8($0 % 5) }),
        Case(
            testDescription: "labels beyond the classes", scores: .init(height: 2, width: 2, channels: 2), height: 7,
            width: 5, weights: [1, 3], label: { UInt8($0 % 4) }),
        Case(
            testDescription: "one label", scores: .init(height: 2, width: 3, channels: 5), height: 6, width: 9,
            weights: [1, 1, 1, 0.2, 1], label: { _ in 3 }),
        Case(
            testDescription: "one score", scores: .init(height: 1, width: 1, channels: 2), height: 4, width: 3,
            weights: [1, 2], label: { UInt8($0 % 2) }),
        Case(
            testDescription: "same size", scores: .init(height: 4, width: 5, channels: 3), height: 4, width: 5,
            weights: [1, 1, 1], label: { UInt8($0 % 3) }),
        Case(
            testDescription: "smaller", scores: .init(height: 6, width: 8, channels: 3), height: 3, width: 5,
            weights: [1, 2, 1], label: { UInt8($0 % 3) }),
    ]

    @Test(arguments: cases)
    func valueAndGradientMatchTheFormula(_ test: Case) {
        var stream = RandomStream(seed: 5, stream: test.testDescription)
        let scores = TensorBuffer(test.scores, batch: 2)
        scores.assign((0..<scores.count).map { _ in Float(2 * stream.normal()) })
        let labels = labelMap(test, &stream)
        let gradient = TensorBuffer(test.scores, batch: 2)
        gradient.fill(7)
        let loss = CrossEntropy(classWeights: test.weights)
            .evaluate(scores: scores, sample: 1, labels: labels, gradient: gradient, scale: 0.5)

        let reference = ReferenceCrossEntropy(
            shape: test.scores, height: test.height, width: test.width, labels: labels.ids,
            weights: test.weights.map(Double.init))
        let exact = scores.values[test.scores.count...].map(Double.init)
        #expect(abs(loss - reference.loss(exact)) < 2e-6 * max(1, abs(loss)))
        let expected = reference.gradient(exact)
        let scale = expected.map(abs).max()!
        for (value, reference) in zip(gradient.values[test.scores.count...], expected) {
            #expect(abs(Double(value) - 0.5 * reference) < 2e-6 * max(scale, 1e-3))
        }
        // The other sample's part is not this call's.
        #expect(gradient.values[..<test.scores.count].allSatisfy { $0 == 7 })
    }

    @Test func withoutLabelsLossAndGradientAreZero() {
        let shape = FeatureShape(height: 2, width: 2, channels: 3)
        let scores = TensorBuffer(shape)
        scores.assign((0..<scores.count).map { Float($0) })
        let gradient = TensorBuffer(shape)
        gradient.fill(3)
        let labels = LabelMap(width: 4, height: 4, ids: Array(repeating: 255, count: 16))
        let loss = CrossEntropy(classWeights: [1, 1, 1])
            .evaluate(scores: scores, sample: 0, labels: labels, gradient: gradient, scale: 1)
        #expect(loss == 0)
        #expect(gradient.values.allSatisfy { $0 == 0 })
    }

    /// Softmax gradients sum to zero over the classes of a position, whatever the upsampling.
    @Test func theGradientSumsToZeroOverTheClasses() {
        var stream = RandomStream(seed: 6, stream: "sum")
        let test = Self.cases[1]
        let scores = TensorBuffer(test.scores)
        scores.assign((0..<scores.count).map { _ in Float(stream.normal()) })
        let gradient = TensorBuffer(test.scores)
        _ = CrossEntropy(classWeights: test.weights).evaluate(
            scores: scores, sample: 0, labels: labelMap(test, &stream), gradient: gradient, scale: 1)
        let values = gradient.values
        for start in stride(from: 0, to: values.count, by: test.scores.channels) {
            #expect(abs(values[start..<start + test.scores.channels].reduce(0, +)) < 1e-6)
        }
    }

    @Test func scoresThatAreNoNumbersGiveALossThatIsNone() {
        let shape = FeatureShape(height: 2, width: 2, channels: 2)
        let scores = TensorBuffer(shape)
        scores.fill(.nan)
        let labels = LabelMap(width: 2, height: 2, ids: [0, 1, 0, 1])
        let loss = CrossEntropy(classWeights: [1, 1])
            .evaluate(scores: scores, sample: 0, labels: labels, gradient: TensorBuffer(shape), scale: 1)
        #expect(loss.isNaN)
    }

    private func labelMap(_ test: Case, _ stream: inout RandomStream) -> LabelMap {
        LabelMap(
            width: test.width, height: test.height,
            ids: (0..<test.height * test.width).map { _ in test.label(stream.integer(below: 1000)) })
    }
}
