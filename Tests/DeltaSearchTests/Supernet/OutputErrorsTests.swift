import Compute
import Networks
import RandomStreams
import Testing

@testable import DeltaSearch

/// What several outputs lose of a teacher's.
@Suite struct OutputErrorsTests {
    private let shapes = [
        FeatureShape(height: 2, width: 3, channels: 2), FeatureShape(height: 1, width: 1, channels: 5),
    ]

    private func buffers(_ seed: UInt64) -> [TensorBuffer] {
        var stream = RandomStream(seed: seed, stream: "outputs")
        return shapes.map { shape in
            let buffer = TensorBuffer(shape)
            buffer.assign((0..<shape.count).map { _ in Float(stream.uniform(-2..<2)) })
            return buffer
        }
    }

    @Test func isHalfTheSumOfRelativeSquaredErrors() {
        let (outputs, targets) = (buffers(1), buffers(2))
        let expected = zip(outputs, targets).reduce(0.0) { sum, pair in
            let errors = zip(pair.0.values, pair.1.values).map { Double($0 - $1) * Double($0 - $1) }
            let norm = pair.1.values.map { Double($0) * Double($0) }.reduce(0, +)
            return sum + errors.reduce(0, +) / norm / 2
        }
        let target = targets.flatMap(\.values)
        #expect(abs(OutputErrors.value(outputs, target: target) - expected) < 1e-6 * expected)
        #expect(OutputErrors.value(targets, target: target) == 0)
        let gradients = shapes.map { TensorBuffer($0) }
        #expect(
            OutputErrors.evaluate(outputs, target: target, gradients: gradients)
                == OutputErrors.value(outputs, target: target))
    }

    @Test func gradientIsThatOfTheLoss() {
        let (outputs, target) = (buffers(3), buffers(4).flatMap(\.values))
        let gradients = shapes.map { TensorBuffer($0) }
        _ = OutputErrors.evaluate(outputs, target: target, gradients: gradients)
        for (output, gradient) in zip(outputs, gradients) {
            let values = output.values
            for place in values.indices {
                func loss(_ step: Float) -> Double {
                    var moved = values
                    moved[place] += step
                    output.assign(moved)
                    return OutputErrors.value(outputs, target: target)
                }
                let numeric = (loss(0.01) - loss(-0.01)) / 0.02
                output.assign(values)
                #expect(abs(numeric - Double(gradient.values[place])) < 1e-4)
            }
        }
    }

    /// Twice the loss is the quadratic form of the samples' second moment, which is diagonal.
    @Test func samplesHaveTheLossAsTheirSecondMoment() {
        let targets = buffers(5)
        var stream = RandomStream(seed: 6, stream: "samples")
        for target in targets {
            let gradient = TensorBuffer(target.shape)
            OutputErrors.sample(target, into: gradient, using: &stream)
            let norm = target.values.map { $0 * $0 }.reduce(0, +)
            #expect(gradient.values.allSatisfy { abs($0 * $0 * norm - 1) < 1e-4 })
            #expect(Set(gradient.values).count == 2)
        }
    }

    @Test func outputOfZerosIsNotDividedBy() {
        let zeros = shapes.map { TensorBuffer($0) }
        for zero in zeros { zero.fill(0) }
        #expect(OutputErrors.value(zeros, target: zeros.flatMap(\.values)) == 0)
        #expect(OutputErrors.value(buffers(1), target: zeros.flatMap(\.values)).isFinite)
    }
}
