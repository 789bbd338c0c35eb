import Compute
import NetworkReference
import Networks
import RandomStreams
import Testing

/// Networks with every operation, large enough to run in bands.
@Suite struct EveryOperationTests {
    private static let size = Size(height: 48, width: 64)

    private struct Case {
        let network: Network
        let parameters: Parameters
        let frame: [Float]
        let gradient: [Float]

        init(_ seed: UInt64, batch: Int = 2) throws {
            network = try EveryOperation.teacher(seed: seed, size: EveryOperationTests.size)
            var stream = RandomStream(seed: seed, stream: "every")
            parameters = try network.randomParameters(from: &stream)
            let shape = network.inputs[0].shape
            frame = (0..<batch * shape.count).map { _ in Float(stream.normal()) }
            let scores = try network.inferShapes().of(network.outputs[0])
            gradient = (0..<batch * scores.count).map { _ in Float(stream.normal()) }
        }

        /// The bits of the scores and of every gradient.
        func bits(_ options: PlanOptions) throws -> [[UInt32]] {
            let plan = try Plan(network, parameters: ParameterStore(parameters), options: options)
            var result: [[UInt32]] = []
            // The second run finds what the first has left in the arena.
            for _ in 0..<2 {
                plan.tensor("frame").assign(frame)
                try plan.forward()
                plan.gradient("classes").assign(gradient)
                try plan.backward()
                result = [plan.tensor("classes").values, plan.gradient("frame").values].map { $0.map(\.bitPattern) }
                result += plan.differentiatedParameters.map { name in
                    plan.parameterGradient(name).withUnsafeBufferPointer { $0.map(\.bitPattern) }
                }
            }
            return result
        }
    }

    private static func options(threads: Int, keep: Set<String> = []) -> PlanOptions {
        PlanOptions(
            batch: 2, threads: threads, pieces: 8,
            differentiate: .init(parameters: { _ in true }, tensors: ["frame"]), keep: keep)
    }

    @Test(arguments: 1...3) func bitsDoNotDependOnTheNumberOfThreads(_ seed: UInt64) throws {
        let test = try Case(seed)
        let one = try test.bits(Self.options(threads: 1))
        for threads in [2, 4] { #expect(try test.bits(Self.options(threads: threads)) == one) }
    }

    /// Memory that tensors share, and outputs that take their inputs' place, are nobody's loss.
    @Test(arguments: 4...6) func sharedMemoryKeepsTheBits(_ seed: UInt64) throws {
        let test = try Case(seed)
        let apart = try test.bits(Self.options(threads: 1, keep: Set(test.network.nodes.map(\.name))))
        #expect(try test.bits(Self.options(threads: 1)) == apart)
    }

    /// The forward pass in bands is that in one piece, but for what oneDNN rounds otherwise in a low band.
    @Test(arguments: 7...9) func agreesWithReference(_ seed: UInt64) throws {
        let test = try Case(seed, batch: 1)
        let shape = test.network.inputs[0].shape
        let frame = ReferenceTensor(shape, values: test.frame.map(Double.init))
        let expected = try ReferenceInterpreter(test.network, parameters: test.parameters).run(["frame": frame])
        let range = expected["classes"]!.values.reduce(0) { max($0, abs($1)) }
        for pieces in [1, 8] {
            let plan = try Plan(
                test.network, parameters: ParameterStore(test.parameters),
                options: PlanOptions(threads: 2, pieces: pieces))
            plan.tensor("frame").assign(test.frame)
            try plan.forward()
            let worst = zip(plan.tensor("classes").values, expected["classes"]!.values).map { abs(Double($0) - $1) }
                .max()
            #expect((worst ?? 1) <= 1e-4 * range, "off by \(worst ?? 0) in \(range)")
        }
    }
}
