import Compute
import NetworkReference
import Networks
import RandomStreams
import Testing

/// The whole of DDRNet-23-slim against the reference: scores, and derivatives along random directions.
@Suite struct DDRNetReferenceTests {
    @Test func scoresAndGradientsAgree() throws {
        let network = try Architecture(name: "ddrnet-23-slim").network(
            classes: 5, input: Size(height: 64, width: 64))
        let output = network.outputs[0]
        let values = try CaseValues(OperationCase("ddrnet", network, terms: 0))
        let plan = try Plan(
            network, parameters: ParameterStore(values.parameters), options: PlanOptions(differentiate: .parameters))
        plan.tensor("frame").assign(try #require(values.inputs["frame"]).floats)
        try plan.forward()
        plan.gradient(output).assign(try #require(values.outputGradients[output]).floats)
        try plan.backward()

        let reference = FiniteDifferences(
            interpreter: ReferenceInterpreter(network, parameters: values.parameters),
            inputs: values.inputs, outputGradients: values.outputGradients)
        let scores = try #require(reference.interpreter.run(values.inputs)[output]).values
        let range = (scores.max() ?? 0) - (scores.min() ?? 0)
        for (found, expected) in zip(plan.tensor(output).values, scores) {
            #expect(abs(Double(found) - expected) < 1e-5 * range)
        }

        // Each parameter moves by a random vector over its gradient's length: it adds a standard normal number to the
        // derivative, so that an error of 20 % in one of the 168 gradients shows, and a smaller one in a gradient that
        // many others hang on. The operations' own tests are sharper. Here some of the ReLUs' 100,000 inputs lie
        // within rounding of zero, and which side they fall on depends on oneDNN's version and the instruction set:
        // one on the other side moves the derivative by 0.035.
        for seed in 1...2 as ClosedRange<UInt64> {
            let (direction, derivative) = Self.randomDirection(plan, seed)
            func loss(_ step: Double) throws -> Double {
                var moved = reference
                for (name, vector) in direction {
                    moved.interpreter.parameters[name] = zip(moved.interpreter.parameters[name], vector).map {
                        $0 + step * $1
                    }
                }
                return try moved.loss()
            }
            let step = 1e-7
            let expected = try (loss(step) - loss(-step)) / (2 * step)
            #expect(abs(derivative - expected) < 0.1, "\(derivative) and \(expected)")
        }
    }

    private static func randomDirection(_ plan: Plan, _ seed: UInt64) -> ([(String, [Double])], Double) {
        var stream = RandomStream(seed: seed, stream: "direction")
        var derivative = 0.0
        let direction = plan.differentiatedParameters.map { name in
            let gradient = plan.parameterGradient(name).withUnsafeBufferPointer { $0.map { Double($0) } }
            let length = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
            let vector = gradient.map { _ in stream.normal() / length }
            for (g, v) in zip(gradient, vector) { derivative += g * v }
            return (name, vector)
        }
        return (direction, derivative)
    }
}
