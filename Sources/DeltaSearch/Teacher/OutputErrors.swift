import Compute
import Networks
import RandomStreams

/// What several outputs s lose of a teacher's t: half the sum of their relative squared errors,
/// `½ Σ_o ‖s_o − t_o‖² / ‖t_o‖²` over each output's numbers of a frame.
///
/// Up to a constant it is the negative log-likelihood of normal distributions around t_o with variance `‖t_o‖²`, as the
/// divergence of one output's class probabilities is of categorical ones: twice it is `δᵀ F δ` for a change δ of the
/// outputs, F the second moment of ``sample(_:into:using:)``.
enum OutputErrors {
    /// Writes the gradient of one draw: `± 1 / ‖t‖`.
    static func sample(_ output: TensorBuffer, into gradient: TensorBuffer, using stream: inout RandomStream) {
        let scale = Float(1 / output.withUnsafeBufferPointer { squaredNorm($0) }.squareRoot())
        gradient.withUnsafeMutableBufferPointer { values in
            for place in values.indices { values[place] = stream.uniform() < 0.5 ? -scale : scale }
        }
    }

    /// The loss.
    ///
    /// - Parameters:
    ///   - outputs: s_o, in order.
    ///   - target: t_o one after the other.
    static func value(_ outputs: [TensorBuffer], target: [Float]) -> Double { sum(outputs, target) { _, _, _ in } }

    /// The loss, and its gradient `(s_o − t_o) / ‖t_o‖²`.
    static func evaluate(_ outputs: [TensorBuffer], target: [Float], gradients: [TensorBuffer]) -> Double {
        sum(outputs, target) { index, targets, scale in
            outputs[index].withUnsafeBufferPointer { values in
                gradients[index].withUnsafeMutableBufferPointer { gradient in
                    for place in values.indices { gradient[place] = (values[place] - targets[place]) * Float(scale) }
                }
            }
        }
    }

    /// `‖s_o − t_o‖² / ‖t_o‖²` of every output.
    static func relative(_ outputs: [TensorBuffer], to target: [TensorBuffer]) -> [Double] {
        zip(outputs, target).map { output, target in
            2 * value([output], target: target.values)
        }
    }

    /// - Parameter body: gets an output's index, its target and `1 / ‖t‖²`.
    private static func sum(
        _ outputs: [TensorBuffer], _ target: [Float],
        _ body: (_ index: Int, _ target: UnsafeBufferPointer<Float>, _ scale: Double) -> Void
    ) -> Double {
        precondition(target.count == outputs.reduce(0) { $0 + $1.shape.count }, "a target for each number")
        return target.withUnsafeBufferPointer { target in
            var sum = 0.0
            var start = 0
            for (index, output) in outputs.enumerated() {
                let own = UnsafeBufferPointer(rebasing: target[start..<start + output.shape.count])
                start += own.count
                let scale = 1 / squaredNorm(own)
                sum +=
                    scale
                    * output.withUnsafeBufferPointer { values in
                        values.indices.reduce(0.0) {
                            let error = Double(values[$1]) - Double(own[$1])
                            return $0 + error * error
                        }
                    }
                body(index, own, scale)
            }
            return sum / 2
        }
    }

    /// `‖t‖²`; of zeros, as small as still divides.
    private static func squaredNorm(_ values: UnsafeBufferPointer<Float>) -> Double {
        max(values.reduce(0.0) { $0 + Double($1) * Double($1) }, 1e-12 * Double(values.count))
    }
}
