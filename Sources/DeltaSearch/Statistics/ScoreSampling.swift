import Compute
import Networks
import RandomStreams
import Training

/// Gradients of `Σ_p −log softmax(s_p)[y_p]` for labels y drawn from the softmax itself: what the Fisher information is
/// the second moment of.
enum ScoreSampling {
    /// Writes `softmax(s_p) − onehot(y_p)` for every position p.
    static func gradient(scores: TensorBuffer, into gradient: TensorBuffer, using stream: inout RandomStream) {
        let classes = scores.shape.channels
        gradient.assign(scores)
        gradient.withUnsafeMutableBufferPointer { values in
            for start in stride(from: 0, to: values.count, by: classes) {
                let pixel = values.baseAddress! + start
                Softmax.normalize(pixel, classes)
                var rest = Float(stream.uniform())
                var label = classes - 1
                for c in 0..<classes {
                    rest -= pixel[c]
                    if rest < 0 {
                        label = c
                        break
                    }
                }
                pixel[label] -= 1
            }
        }
    }
}
