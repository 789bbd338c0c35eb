import Compute
import NetworkReference
import Networks
import RandomStreams
import Testing

/// With every student equal to its teacher layer, key frame plus deltas is the teacher: forward, and backward to the
/// frame.
@Suite struct DeltaIdentityTests {
    @Test(arguments: operations)
    func holdsForOperation(_ teacher: DeltaTeacher) throws { try teacher.check(batch: 2) }

    @Test func holdsForResidualNetwork() throws { try Self.residual.check(batch: 1) }

    /// Networks with every operation, in an order of their own.
    @Test(arguments: 1...4) func holdsForEveryOperation(_ seed: UInt64) throws {
        let network = try EveryOperation.teacher(seed: seed)
        var stream = RandomStream(seed: seed, stream: "parameters")
        let parameters = try network.randomParameters(from: &stream)
        // Norms of nearly equal values and quotients carry roundings far.
        try DeltaTeacher("every operation \(seed)", network, parameters, tolerance: 1e-4).check(batch: 2)
    }

    @Test func holdsForDDRNet() throws {
        let network = try Architecture(name: "ddrnet-23-slim").network(
            classes: 11, input: Size(height: 64, width: 128))
        var stream = RandomStream(seed: 5, stream: "ddrnet")
        let folding = BatchNormFolding(network)
        let parameters = try folding.parameters(network.randomParameters(from: &stream))
        try DeltaTeacher("ddrnet", folding.network, parameters).check(batch: 1)
    }

    private static let frame = FeatureShape(height: 6, width: 7, channels: 3)

    private static func teacher(_ name: String, _ nodes: [Node]) -> DeltaTeacher {
        var stream = RandomStream(seed: 2, stream: name)
        let network = Network(
            name: name, inputs: [Network.Input("frame", frame)], nodes: nodes, outputs: [nodes[nodes.count - 1].name])
        guard let parameters = try? network.randomParameters(from: &stream) else {
            preconditionFailure("\(name) is not well-formed")
        }
        return DeltaTeacher(name, network, parameters)
    }

    private static let operations: [DeltaTeacher] = [
        single("conv", .convolution(Convolution(outputChannels: 5, kernel: Size(3)))),
        single("conv with bias", .convolution(Convolution(outputChannels: 5, kernel: Size(3), hasBias: true))),
        single(
            "conv stride 2",
            .convolution(Convolution(outputChannels: 5, kernel: Size(3), stride: Size(2), hasBias: true))),
        single(
            "depthwise", .convolution(Convolution(outputChannels: 3, kernel: Size(3), groups: 3, hasBias: true))),
        single("affine", .channelAffine(ChannelAffine(hasBias: true))),
        single("relu", .activation(Activation(.relu))),
        single(
            "average pool",
            .averagePool(
                AveragePool(kernel: Size(5), stride: Size(2), padding: Padding(vertical: 2, horizontal: 2)))),
        single("global pool", .globalAveragePool(GlobalAveragePool())),
        single("resize", .resizeBilinear(ResizeBilinear(to: Size(height: 11, width: 4)))),
        teacher(
            "add", [Node("r", .activation(Activation(.relu)), ["frame"]), Node("y", .add(Add()), ["r", "frame"])]),
        teacher(
            "subtract",
            [Node("r", .activation(Activation(.relu)), ["frame"]), Node("y", .subtract(Subtract()), ["r", "frame"])]),
        teacher(
            "concat",
            [Node("r", .activation(Activation(.relu)), ["frame"]), Node("y", .concat(Concat()), ["r", "frame"])]),
        single("prelu", .prelu(PReLU())),
        single("silu", .activation(Activation(.silu))),
        single("softmax", .softmax(Softmax())),
        single("max pool", .maxPool(MaxPool(kernel: Size(2), stride: Size(2)))),
        single("group norm", .groupNorm(GroupNorm(groups: 3))),
        single("layer norm", .layerNorm(LayerNorm())),
        single("pad", .pad(Pad(Padding(vertical: 1, horizontal: 2), .constant(3)))),
        single(
            "transposed conv",
            .transposedConvolution(
                TransposedConvolution(outputChannels: 4, kernel: Size(2), stride: Size(2), hasBias: true))),
        teacher(
            "product",
            [
                Node("r", .activation(Activation(.sigmoid)), ["frame"]),
                Node("y", .multiply(Multiply()), ["r", "frame"]),
            ]),
        teacher(
            "only a constant",
            [Node("c", .constant(Constant(frame)), []), Node("y", .add(Add()), ["c", "frame"])]),
        teacher("zeros", [Node("zero", .zeros(Zeros(frame)), []), Node("y", .add(Add()), ["zero", "frame"])]),
    ]

    private static func single(_ name: String, _ operation: Networks.Operation) -> DeltaTeacher {
        teacher(name, [Node("y", operation, ["frame"])])
    }

    private static let residual = teacher(
        "residual",
        [
            Node("a", .convolution(Convolution(outputChannels: 6, kernel: Size(3), hasBias: true)), ["frame"]),
            Node("b", .activation(Activation(.relu)), ["a"]),
            Node("c", .convolution(Convolution(outputChannels: 6, kernel: Size(3), hasBias: true)), ["b"]),
            Node("sum", .add(Add()), ["c", "a"]),
            Node("d", .activation(Activation(.relu)), ["sum"]),
            Node("pool", .globalAveragePool(GlobalAveragePool()), ["d"]),
            Node("up", .resizeBilinear(ResizeBilinear(to: frame.size)), ["pool"]),
            Node("cat", .concat(Concat()), ["up", "d", "sum"]),
            Node("y", .convolution(Convolution(outputChannels: 4, kernel: Size(1), hasBias: true)), ["cat"]),
        ])
}

/// A teacher without batch norms, and the comparison of its delta form with itself.
struct DeltaTeacher: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let network: Network
    let parameters: Parameters
    /// The error allowed, as a part of the range.
    let tolerance: Float

    init(_ name: String, _ network: Network, _ parameters: Parameters, tolerance: Float = 1e-5) {
        testDescription = name
        self.tolerance = tolerance
        self.network = network
        self.parameters = parameters
    }

    /// One key frame, then frames that differ from it by a little, by much, and not at all.
    func check(batch: Int) throws {
        let store = ParameterStore(parameters)
        let taken = try DeltaNetworks(teacher: network)
        let options = PlanOptions(batch: batch, differentiate: .init(tensors: ["frame"]))
        let teacher = try Plan(network, parameters: store, options: options)
        let key = try Plan(taken.key, parameters: store, options: PlanOptions(batch: batch))
        var state: [String: TensorBuffer] = [:]
        for name in taken.stateTensors { state[DeltaNetworks.stateInput(name)] = key.tensor(name) }
        let delta = try Plan(taken.delta, parameters: store, options: options, bindings: state)

        var stream = RandomStream(seed: 7, stream: testDescription)
        let first = ReferenceTensor(normal: network.inputs[0].shape, batch: batch, from: &stream)
        key.tensor("frame").assign(first.floats)
        try key.forward()
        for change in [0.05, 1, 0] {
            let frame = first.values.map { Float($0 + change * stream.normal()) }
            let scores = try run(teacher, frame, network.outputs[0])
            let found = try run(delta, frame, DeltaNetworks.scores)
            compare(found, scores, "scores, change \(change)")
            compare(delta.gradient("frame").values, teacher.gradient("frame").values, "gradient, \(change)")
        }
    }

    private func run(_ plan: Plan, _ frame: [Float], _ output: String) throws -> [Float] {
        plan.tensor("frame").assign(frame)
        try plan.forward()
        let scores = plan.tensor(output).values
        var stream = RandomStream(seed: 11, stream: "incoming")
        plan.gradient(output).assign(scores.map { _ in Float(stream.normal()) })
        try plan.backward()
        return scores
    }

    /// To 10⁻⁵ of the range: some 80 roundings along a path of at most 60 layers, each 2⁻²⁴ of what it rounds.
    private func compare(_ found: [Float], _ expected: [Float], _ what: String) {
        let range = (expected.max() ?? 0) - (expected.min() ?? 0)
        let worst = zip(found, expected).map { abs($0 - $1) }.max() ?? 0
        #expect(worst <= tolerance * range, "\(what) is off by \(worst) in a range of \(range)")
    }
}
