import NetworkReference
import Networks

/// The loss `L = Σ_outputs ⟨g, y⟩` with fixed random `g`: its gradient is what a backward pass makes of the incoming
/// gradients `g`. In double precision, by central differences.
///
/// Along one coordinate most operations are linear, where central differences are exact whatever the step; batch
/// statistics leave an error of step² (10⁻¹⁰), rounding one of 10⁻¹⁶/step (10⁻¹¹). Both vanish beside a `Float`'s.
struct FiniteDifferences {
    var interpreter: ReferenceInterpreter
    var inputs: [String: ReferenceTensor]
    let outputGradients: [String: ReferenceTensor]

    static let step = 1e-5

    func loss() throws -> Double {
        let tensors = try interpreter.run(inputs)
        var sum = 0.0
        for name in interpreter.network.outputs {
            let gradient = outputGradients[name]!.values
            let y = tensors[name]!.values
            for i in y.indices {
                sum += (interpreter.arithmetic == .magnitudes ? abs(gradient[i]) : gradient[i]) * y[i]
            }
        }
        return sum
    }

    /// `∂L/∂x` for an input.
    func gradient(input name: String) throws -> [Double] {
        var copy = self
        return try inputs[name]!.values.indices.map { i in
            let value = copy.inputs[name]!.values[i]
            return try Self.difference(around: copy.outward(value)) {
                copy.inputs[name]!.values[i] = $0
                defer { copy.inputs[name]!.values[i] = value }
                return try copy.loss()
            }
        }
    }

    /// `∂L/∂θ` for a parameter.
    func gradient(parameter name: String) throws -> [Double] {
        var copy = self
        return try interpreter.parameters[name].indices.map { i in
            let value = copy.interpreter.parameters[name][i]
            return try Self.difference(around: copy.outward(value)) {
                copy.interpreter.parameters[name][i] = $0
                defer { copy.interpreter.parameters[name][i] = value }
                return try copy.loss()
            }
        }
    }

    /// Magnitudes are taken of absolute values: differentiate them away from the kink at zero.
    private func outward(_ value: Double) -> Double {
        interpreter.arithmetic == .magnitudes ? max(abs(value), 2 * Self.step) : value
    }

    private static func difference(around value: Double, _ loss: (Double) throws -> Double) rethrows -> Double {
        (try loss(value + step) - loss(value - step)) / (2 * step)
    }
}
