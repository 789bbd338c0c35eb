public import Compute
import Networks

#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// `τ · KL(softmax(up(t)/τ) ‖ softmax(up(s)/τ))`, mean over the pixels of a map: what a student's scores s lose of its
/// teacher's t where both are looked at, after bilinear upsampling (half-pixel centres).
///
/// The gradient with respect to s is the transpose of the upsampling applied to `(softmax(up(s)/τ) − softmax(up(t)/τ)) /
/// pixels`. At the scores' own size and a temperature τ of 1 it is the plain divergence; τ < 1 looks at the pixels whose
/// class is in doubt, τ > 1 at all scores of a pixel (Hinton et al. 2015, arXiv 1503.02531).
public struct UpsampledDivergence: Sendable {
    /// How many times as high and wide as the scores the map is.
    public let factor: Int
    /// τ.
    public let temperature: Float

    public init(factor: Int, temperature: Float = 1) {
        precondition(factor >= 1, "a factor of \(factor)")
        precondition(temperature > 0, "a temperature of \(temperature)")
        self.factor = factor
        self.temperature = temperature
    }

    /// - Parameter gradient: overwritten.
    /// - Returns: the divergence.
    public func evaluate(scores: TensorBuffer, teacher: TensorBuffer, gradient: TensorBuffer) -> Double {
        let shape = scores.shape
        precondition(teacher.shape == shape && gradient.shape == shape, "scores of one size")
        let (width, height) = (shape.width * factor, shape.height * factor)
        let horizontal = BilinearWeights(from: shape.width, to: width)
        let vertical = BilinearWeights(from: shape.height, to: height)
        let rowCount = shape.width * shape.channels
        let scratch = FloatBuffer(count: 3 * rowCount + 3 * shape.channels)
        let scale = 1 / Float(width * height)
        let sharpness = 1 / temperature
        var loss = 0.0
        gradient.fill(0)
        scores.withUnsafeBufferPointer { scores in
            teacher.withUnsafeBufferPointer { teacher in
                gradient.withUnsafeMutableBufferPointer { gradient in
                    scratch.withUnsafeMutableBufferPointer { scratch in
                        let row = Row(scratch.baseAddress!, count: rowCount, classes: shape.channels)
                        for y in 0..<height {
                            let (top, bottom) = (vertical.lower[y] * rowCount, vertical.upper[y] * rowCount)
                            let fy = vertical.fraction[y]
                            for i in 0..<rowCount {
                                row.student[i] = scores[top + i] + fy * (scores[bottom + i] - scores[top + i])
                                row.teacher[i] = teacher[top + i] + fy * (teacher[bottom + i] - teacher[top + i])
                                row.gradient[i] = 0
                            }
                            loss += row.run(horizontal, scale, sharpness)
                            for i in 0..<rowCount { gradient[top + i] += (1 - fy) * row.gradient[i] }
                            for i in 0..<rowCount { gradient[bottom + i] += fy * row.gradient[i] }
                        }
                    }
                }
            }
        }
        return loss * Double(scale * temperature)
    }

    /// A row of the map at the scores' own columns.
    private struct Row {
        let student: UnsafeMutablePointer<Float>
        let teacher: UnsafeMutablePointer<Float>
        let gradient: UnsafeMutablePointer<Float>
        private let pixel: UnsafeMutablePointer<Float>
        private let classes: Int

        init(_ memory: UnsafeMutablePointer<Float>, count: Int, classes: Int) {
            student = memory
            teacher = memory + count
            gradient = memory + 2 * count
            pixel = memory + 3 * count
            self.classes = classes
        }

        /// `KL = Σ p (t − s) − log Σ eᵗ + log Σ eˢ`, of scores times the sharpness `1/τ`, summed over the row's pixels.
        func run(_ columns: BilinearWeights, _ scale: Float, _ sharpness: Float) -> Double {
            let (s, p, difference) = (pixel, pixel + classes, pixel + 2 * classes)
            var loss = 0.0
            for x in columns.lower.indices {
                let (left, right, fx) = (columns.lower[x] * classes, columns.upper[x] * classes, columns.fraction[x])
                for c in 0..<classes {
                    s[c] = sharpness * (student[left + c] + fx * (student[right + c] - student[left + c]))
                    p[c] = sharpness * (teacher[left + c] + fx * (teacher[right + c] - teacher[left + c]))
                    difference[c] = p[c] - s[c]
                }
                let own = Softmax.normalize(s, classes)
                let taught = Softmax.normalize(p, classes)
                var sum: Float = 0
                for c in 0..<classes { sum += p[c] * difference[c] }
                loss += Double(sum - (taught.maximum + log(taught.sum)) + (own.maximum + log(own.sum)))
                let (wl, wr) = ((1 - fx) * scale, fx * scale)
                for c in 0..<classes {
                    gradient[left + c] += wl * (s[c] - p[c])
                    gradient[right + c] += wr * (s[c] - p[c])
                }
            }
            return loss
        }
    }
}
