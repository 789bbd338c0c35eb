import Compute
import Networks
import Training

#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// `KL(p ‖ softmax(s))`, mean over positions: what the student's scores s lose of the teacher's probabilities p.
///
/// `∂KL/∂s = (softmax(s) − p) / positions`.
enum ScoreDivergence {
    /// The divergence alone.
    static func value(scores: TensorBuffer, target: [Float]) -> Double {
        let classes = scores.shape.channels
        var loss = 0.0
        var pixel = [Float](repeating: 0, count: classes)
        scores.withUnsafeBufferPointer { scores in
            target.withUnsafeBufferPointer { target in
                pixel.withUnsafeMutableBufferPointer { pixel in
                    guard let probabilities = pixel.baseAddress, let values = scores.baseAddress else { return }
                    for start in stride(from: 0, to: scores.count, by: classes) {
                        probabilities.update(from: values + start, count: classes)
                        let (maximum, sum) = Softmax.normalize(probabilities, classes)
                        let normalizer = maximum + log(sum)
                        for c in 0..<classes {
                            let p = target[start + c]
                            if p > 0 { loss += Double(p * (log(p) - values[start + c] + normalizer)) }
                        }
                    }
                }
            }
        }
        return loss / Double(scores.shape.positions)
    }

    /// The divergence, and its gradient.
    static func evaluate(scores: TensorBuffer, target: [Float], gradient: TensorBuffer) -> Double {
        let classes = scores.shape.channels
        let scale = 1 / Float(scores.shape.positions)
        var loss = 0.0
        gradient.assign(scores)
        gradient.withUnsafeMutableBufferPointer { values in
            scores.withUnsafeBufferPointer { scores in
                target.withUnsafeBufferPointer { target in
                    for start in stride(from: 0, to: values.count, by: classes) {
                        let pixel = values.baseAddress! + start
                        let (maximum, sum) = Softmax.normalize(pixel, classes)
                        let normalizer = maximum + log(sum)
                        for c in 0..<classes {
                            let p = target[start + c]
                            if p > 0 { loss += Double(p * (log(p) - scores[start + c] + normalizer)) }
                            pixel[c] = (pixel[c] - p) * scale
                        }
                    }
                }
            }
        }
        return loss * Double(scale)
    }
}
