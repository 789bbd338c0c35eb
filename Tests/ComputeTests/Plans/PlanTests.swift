import Compute
import NetworkReference
import Networks
import RandomStreams
import Testing

@Suite struct PlanTests {
    private static let shape = FeatureShape(height: 6, width: 5, channels: 3)

    private static func network() -> Network {
        Network(
            name: "small", inputs: [Network.Input("x", shape)],
            nodes: [
                Node("a", .convolution(Convolution(outputChannels: 4, kernel: Size(3), hasBias: true)), ["x"]),
                Node("b", .activation(Activation(.relu)), ["a"]),
                Node("y", .convolution(Convolution(outputChannels: 2, kernel: Size(3))), ["b"]),
            ],
            outputs: ["y"])
    }

    private static func values(_ network: Network, batch: Int = 1) throws -> CaseValues {
        try CaseValues(OperationCase("plan", network, batch: batch, terms: 0))
    }

    private static func run(_ plan: Plan, _ values: CaseValues) throws {
        for input in plan.network.inputs { plan.tensor(input.name).assign(values.inputs[input.name]!.floats) }
        try plan.forward()
        for output in plan.network.outputs { plan.gradient(output).assign(values.outputGradients[output]!.floats) }
        try plan.backward()
    }

    private static func bits(_ plan: Plan) -> [[UInt32]] {
        plan.network.outputs.map { plan.tensor($0).values.map(\.bitPattern) }
            + plan.differentiatedParameters.map { name in
                plan.parameterGradient(name).withUnsafeBufferPointer { $0.map(\.bitPattern) }
            }
    }

    @Test func keptTensorsStayReadable() throws {
        let network = Self.network()
        let values = try Self.values(network)
        let reference = try ReferenceInterpreter(network, parameters: values.parameters)
            .run(values.inputs)
        let plan = try Plan(
            network, parameters: ParameterStore(values.parameters),
            options: PlanOptions(differentiate: .parameters, keep: ["a", "b"]))
        try Self.run(plan, values)
        for name in ["x", "a", "b", "y"] {
            let expected = try #require(reference[name]).values
            for (found, expected) in zip(plan.tensor(name).values, expected) {
                #expect(abs(Double(found) - expected) < 1e-5)
            }
        }
    }

    @Test func asksOnlyForTheGradientsNamed() throws {
        let network = Self.network()
        let values = try Self.values(network, batch: 2)
        let store = ParameterStore(values.parameters)
        let all = try Plan(network, parameters: store, options: PlanOptions(batch: 2, differentiate: .parameters))
        let one = try Plan(
            network, parameters: store,
            options: PlanOptions(batch: 2, differentiate: .init(parameters: { $0 == "a.bias" })))
        try Self.run(all, values)
        try Self.run(one, values)
        #expect(all.differentiatedParameters == ["a.weight", "a.bias", "y.weight"])
        #expect(one.differentiatedParameters == ["a.bias"])
        let gradients = [all, one].map { $0.parameterGradient("a.bias").withUnsafeBufferPointer { Array($0) } }
        #expect(gradients[0] == gradients[1])
    }

    @Test func changedParametersAreRepacked() throws {
        let network = Self.network()
        let values = try Self.values(network)
        let store = ParameterStore(values.parameters)
        let options = PlanOptions(differentiate: .parameters)
        let plan = try Plan(network, parameters: store, options: options)
        try Self.run(plan, values)
        let before = Self.bits(plan)
        for name in store.names {
            store.buffer(name).withUnsafeMutableBufferPointer { for i in $0.indices { $0[i] = 0.5 - $0[i] } }
            store.touch(name)
        }
        try Self.run(plan, values)
        let fresh = try Plan(network, parameters: ParameterStore(store.parameters), options: options)
        try Self.run(fresh, values)
        #expect(Self.bits(plan) == Self.bits(fresh))
        #expect(Self.bits(plan) != before)
    }

    /// The second plan reads a tensor of the first where it lies.
    @Test func bindingsReadAnotherPlansTensors() throws {
        let store = ParameterStore(try Self.values(Self.network()).parameters)
        let key = try Plan(Self.network(), parameters: store, options: PlanOptions(keep: ["b"]))
        let bShape = FeatureShape(height: 6, width: 5, channels: 4)
        let reader = Network(
            name: "reader", inputs: [Network.Input("b", bShape), Network.Input("c", bShape)],
            nodes: [Node("y", .subtract(Subtract()), ["b", "c"])], outputs: ["y"])
        let plan = try Plan(reader, parameters: store, bindings: ["b": key.tensor("b")])
        for seed in 1...3 as ClosedRange<UInt64> {
            var stream = RandomStream(seed: seed, stream: "frame")
            key.tensor("x").assign(ReferenceTensor(normal: Self.shape, batch: 1, from: &stream).floats)
            try key.forward()
            try plan.forward()
            #expect(plan.tensor("y").values == key.tensor("b").values)
            #expect(plan.tensor("y").values.contains { $0 != 0 })
        }
    }

    @Test(arguments: [1, 2])
    func repeatsItselfBitByBit(threads: Int) throws {
        let network = try Architecture(name: "ddrnet-23-slim").network(
            classes: 5, input: Size(height: 64, width: 128))
        let values = try Self.values(network, batch: 2)
        let store = ParameterStore(values.parameters)
        let options = PlanOptions(batch: 2, threads: threads, batchNorm: .batch, differentiate: .parameters)
        let plan = try Plan(network, parameters: store, options: options)
        try Self.run(plan, values)
        let first = Self.bits(plan)
        try Self.run(plan, values)
        #expect(Self.bits(plan) == first)
        let other = try Plan(network, parameters: store, options: options)
        try Self.run(other, values)
        #expect(Self.bits(other) == first)
    }

    /// Workers with a plan each, side by side, compute what one alone does.
    @Test func workersSideBySideAgree() async throws {
        let network = try Architecture(name: "ddrnet-23-slim").network(
            classes: 5, input: Size(height: 64, width: 64))
        let parameters = try Self.values(network, batch: 2).parameters
        let results = try await withThrowingTaskGroup(of: [[UInt32]].self) { group in
            for _ in 0..<4 {
                group.addTask {
                    let values = try Self.values(network, batch: 2)
                    let plan = try Plan(
                        network, parameters: ParameterStore(parameters),
                        options: PlanOptions(batch: 2, batchNorm: .batch, differentiate: .parameters))
                    for _ in 0..<3 { try Self.run(plan, values) }
                    return Self.bits(plan)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results.allSatisfy { $0 == results[0] })
    }

    /// Sums are formed by pieces: with as many, the bits are the same for any number of threads.
    @Test(arguments: [1, 2])
    func bitsDoNotDependOnThreads(batch: Int) throws {
        let network = try Architecture(name: "ddrnet-23-slim").network(
            classes: 5, input: Size(height: 128, width: 192))
        let values = try Self.values(network, batch: batch)
        let bits = try [1, 2, 3, 5].map { threads in
            let options = PlanOptions(batch: batch, threads: threads, pieces: 6, differentiate: .parameters)
            let plan = try Plan(network, parameters: ParameterStore(values.parameters), options: options)
            var bits: [[UInt32]] = []
            for _ in 0..<3 {
                try Self.run(plan, values)
                bits = Self.bits(plan)
            }
            return bits
        }
        #expect(bits.allSatisfy { $0 == bits[0] })
    }

    /// A classifier's fully connected layers: what has one row is no bands, and its kernels are split by channels. A layer
    /// that ran with the activation before it computed the first of its slices, and left the others as they were.
    @Test(arguments: [1, 2])
    func layersOfOneRowAreComputedWhole(batch: Int) throws {
        var b = NetworkBuilder(name: "classifier")
        var x = try b.input("x", FeatureShape(height: 1, width: 1, channels: 512))
        for index in 0..<3 {
            x = try b.relu("relu\(index)", b.convolution("full\(index)", x, 8192 >> index, kernel: 1, hasBias: true))
        }
        try b.output(b.convolution("classes", x, 48, kernel: 1, hasBias: true))
        let network = b.network
        let parameters = try network.initialParameters(seed: 5)
        var stream = RandomStream(seed: 6, stream: "frame")
        let frame = (0..<512 * batch).map { _ in Float(stream.uniform()) }
        var scores: [[Float]] = []
        for options in [PlanOptions(batch: batch), PlanOptions(batch: batch, pool: WorkerPool(count: 2), pieces: 4)] {
            let plan = try Plan(network, parameters: ParameterStore(parameters), options: options)
            plan.tensor("x").assign(frame)
            try plan.forward()
            scores.append(plan.tensor(network.outputs[0]).values)
        }
        let largest = scores[0].map(\.magnitude).max() ?? 0
        #expect(largest > 0)
        for (one, other) in zip(scores[0], scores[1]) { #expect(abs(one - other) <= 1e-5 * largest) }
    }

    /// oneDNN may take another kernel for a low band: the scores agree to rounding.
    @Test func scoresDoNotDependOnPieces() throws {
        let network = try Architecture(name: "ddrnet-23-slim").network(
            classes: 5, input: Size(height: 192, width: 256))
        let values = try Self.values(network)
        let scores = try [1, 2, 3, 4, 8, 16].map { pieces in
            let plan = try Plan(
                network, parameters: ParameterStore(values.parameters), options: PlanOptions(pieces: pieces))
            for input in network.inputs { plan.tensor(input.name).assign(values.inputs[input.name]!.floats) }
            try plan.forward()
            return network.outputs.flatMap { plan.tensor($0).values }
        }
        let range = scores[0].map(abs).max() ?? 0
        for other in scores.dropFirst() {
            for (a, b) in zip(scores[0], other) { #expect(abs(a - b) <= 1e-5 * range) }
        }
    }
}
