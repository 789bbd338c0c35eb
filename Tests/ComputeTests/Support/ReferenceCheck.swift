import Compute
import NetworkReference
import Networks
import Testing

/// Holds a plan against the reference: outputs, gradients of inputs, gradients of parameters.
///
/// Tolerance: a sum of `K` products in `Float` is off by at most `K u Σ|aᵢ bᵢ|`, `u = 2⁻²⁴` (Higham 2002, §3.1). `K` is
/// the case's `terms` (and 4 for what surrounds the sum), the sum of magnitudes is the reference's, at its largest over
/// the tensor, by finite differences for gradients.
struct ReferenceCheck {
    let test: OperationCase
    let values: CaseValues
    private let reference: FiniteDifferences
    private let magnitudes: FiniteDifferences

    init(_ test: OperationCase) throws {
        self.test = test
        let values = try CaseValues(test)
        self.values = values
        let parameters = ReferenceParameters(values.parameters)
        func differences(_ arithmetic: ReferenceInterpreter.Arithmetic) -> FiniteDifferences {
            FiniteDifferences(
                interpreter: ReferenceInterpreter(
                    test.network, parameters: parameters, batchNorm: test.batchNorm == .batch ? .batch : .running,
                    arithmetic: arithmetic),
                inputs: values.inputs, outputGradients: values.outputGradients)
        }
        reference = differences(.values)
        magnitudes = differences(.magnitudes)
    }

    /// Compares everything, on one thread and on two.
    func run() throws {
        let expected = try reference.interpreter.run(reference.inputs)
        let bounds = try magnitudes.interpreter.run(magnitudes.inputs)
        let inputs = test.network.inputs.map(\.name)
        let inputGradients = try inputs.map { (try reference.gradient(input: $0), try magnitudes.gradient(input: $0)) }
        let store = ParameterStore(values.parameters)
        var parameterGradients: [String: ([Double], [Double])] = [:]
        for threads in [1, 2] {
            let plan = try Plan(
                test.network, parameters: store,
                options: PlanOptions(
                    batch: test.batch, threads: threads, batchNorm: test.batchNorm,
                    differentiate: .init(parameters: { _ in true }, tensors: Set(inputs))))
            try runOnce(plan)
            for output in test.network.outputs {
                compare(plan.tensor(output).values, expected[output]!.values, bounds[output]!.values, output)
            }
            for (input, gradient) in zip(inputs, inputGradients) {
                compare(plan.gradient(input).values, gradient.0, gradient.1, "∂\(input)")
            }
            for name in plan.differentiatedParameters {
                let gradient =
                    try parameterGradients[name]
                    ?? (reference.gradient(parameter: name), magnitudes.gradient(parameter: name))
                parameterGradients[name] = gradient
                let found = plan.parameterGradient(name).withUnsafeBufferPointer { Array($0) }
                compare(found, gradient.0, gradient.1, "∂\(name)")
            }
        }
    }

    private func runOnce(_ plan: Plan) throws {
        for input in test.network.inputs { plan.tensor(input.name).assign(values.inputs[input.name]!.floats) }
        try plan.forward()
        for output in test.network.outputs {
            plan.gradient(output).assign(values.outputGradients[output]!.floats)
        }
        try plan.backward()
    }

    private func compare(_ found: [Float], _ expected: [Double], _ magnitude: [Double], _ what: String) {
        #expect(found.count == expected.count)
        let largest = magnitude.reduce(0) { max($0, abs($1)) }
        // Central differences of a double carry their own rounding.
        let bound =
            test.relativeError.map { $0 * expected.reduce(1) { max($0, abs($1)) } }
            ?? Double(test.terms + 4) * 0x1p-24 * largest
        let tolerance = bound + 1e-9
        var worst = (error: 0.0, index: 0)
        for i in expected.indices {
            let error = abs(Double(found[i]) - expected[i])
            if !(error <= worst.error) { worst = (error, i) }
        }
        #expect(
            worst.error <= tolerance,
            "\(what)[\(worst.index)] = \(found[worst.index]), expected \(expected[worst.index]) ± \(tolerance)")
    }
}
