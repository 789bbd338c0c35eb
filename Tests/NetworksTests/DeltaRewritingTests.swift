import NetworkReference
import Networks
import RandomStreams
import Testing

/// What the delta domain makes of operations that are not linear.
@Suite struct DeltaRewritingTests {
    private static let shape = FeatureShape(height: 4, width: 6, channels: 4)

    private static func networks(_ body: (inout NetworkBuilder, String) throws -> String) throws -> DeltaNetworks {
        var b = NetworkBuilder(name: "teacher")
        let frame = try b.input("frame", shape)
        try b.output(body(&b, frame))
        return try DeltaNetworks(teacher: b.network)
    }

    private static func conv(_ b: inout NetworkBuilder, _ name: String, _ x: String) throws -> String {
        try b.convolution(name, x, 4, kernel: 3, hasBias: true)
    }

    /// The key frame, another frame, and both networks' tensors in double precision.
    private struct Run {
        var expected: [String: ReferenceTensor]
        var inputs: [String: ReferenceTensor]
        var parameters: Parameters

        init(_ networks: DeltaNetworks, seed: UInt64) throws {
            var stream = RandomStream(seed: seed, stream: "delta")
            let key = networks.key
            parameters = try key.randomParameters(from: &stream)
            let reference = ReferenceInterpreter(key, parameters: parameters)
            let before = try reference.run(["frame": ReferenceTensor(normal: key.inputs[0].shape, from: &stream)])
            let frame = ReferenceTensor(normal: key.inputs[0].shape, from: &stream)
            expected = try reference.run(["frame": frame])
            inputs = ["frame": frame]
            for tensor in networks.stateTensors { inputs[DeltaNetworks.stateInput(tensor)] = before[tensor]! }
        }

        func scores(_ delta: Network) throws -> ReferenceTensor {
            try ReferenceInterpreter(delta, parameters: parameters).run(inputs)[DeltaNetworks.scores]!
        }
    }

    @Test(arguments: 1...12) func keyFrameAndDeltaFrameAreTheTeacher(_ seed: UInt64) throws {
        let networks = try DeltaNetworks(teacher: EveryOperation.teacher(seed: seed))
        let run = try Run(networks, seed: seed)
        let expected = run.expected[networks.key.outputs[0]]!
        // Norms of nearly equal values carry a double's roundings far.
        #expect(try run.scores(networks.delta).distance(to: expected) < 1e-7)
        #expect(networks.fallbacks.count >= 8)
        #expect(try networks.delta.macs() == networks.key.macs())
        #expect(try DeltaNetworks(teacher: EveryOperation.teacher(seed: seed)) == networks)
    }

    @Test func rectifiersKeepNodesAndStateAsTheyWere() throws {
        let network = try Architecture(name: "ddrnet-23-slim").network(classes: 11, input: Size(64))
        let teacher = BatchNormFolding(network).network
        let networks = try DeltaNetworks(teacher: teacher)
        #expect(
            networks.delta.nodes.map(\.name)
                == ["delta:frame"] + teacher.nodes.map(\.name) + [DeltaNetworks.scores])
        let activated = teacher.nodes.compactMap { node -> String? in
            if case .activation = node.operation { node.inputs[0] } else { nil }
        }
        var seen: Set<String> = []
        #expect(
            networks.stateTensors
                == (["frame"] + activated + teacher.outputs).filter { seen.insert($0).inserted })
        #expect(networks.fallbacks.isEmpty)
    }

    /// The rectified map is put together from state that is there already, and its own change is not computed.
    @Test func aPoolBehindARectifierKeepsOnlyItsResult() throws {
        let networks = try Self.networks { b, frame in
            let relu = try b.relu("relu", Self.conv(&b, "conv", frame))
            let pool = try b.append("pool", .maxPool(MaxPool(kernel: Size(2), stride: Size(2))), [relu])
            return try Self.conv(&b, "classes", pool)
        }
        #expect(networks.fallbacks.map { [$0.node, $0.kind] } == [["pool", "max-pool"]])
        #expect(networks.stateTensors == ["frame", "conv", "pool", "classes"])
        #expect(
            networks.delta.nodes.map(\.name)
                == ["delta:frame", "conv", "value:conv", "value:relu", "value:pool", "pool", "classes", "scores"])
    }

    @Test func whatTwoFallbacksReadIsPutTogetherOnce() throws {
        let networks = try Self.networks { b, frame in
            let conv = try Self.conv(&b, "conv", frame)
            let softmax = try b.append("softmax", .softmax(Softmax()), [conv])
            let norm = try b.append("norm", .layerNorm(LayerNorm()), [conv])
            // Read by nothing else: no change of its own.
            let again = try b.append("again", .softmax(Softmax()), [norm])
            return try b.add("sum", softmax, again)
        }
        #expect(networks.fallbacks.map(\.node) == ["softmax", "norm", "again"])
        #expect(networks.delta.nodes.filter { $0.name == "value:conv" }.count == 1)
        #expect(!networks.delta.nodes.contains { $0.name == "norm" })
        #expect(networks.stateTensors == ["frame", "conv", "softmax", "again", "sum"])
    }

    @Test func aGateNeedsTheMapAndTheGate() throws {
        let networks = try Self.networks { b, frame in
            let conv = try Self.conv(&b, "conv", frame)
            let gate = try b.append(
                "gate", .activation(Activation(.sigmoid)), [b.globalAveragePool("pool", conv)])
            return try b.append("product", .multiply(Multiply()), [conv, gate])
        }
        #expect(networks.fallbacks.isEmpty)
        #expect(networks.stateTensors == ["frame", "pool", "conv", "product"])
        let product = networks.delta.nodes.first { $0.name == "delta:product:1" }
        #expect(product?.inputs == ["conv", "value:gate"])
    }

    @Test func constantsHaveNoChange() throws {
        let networks = try Self.networks { b, frame in
            let c = try b.append("c", .constant(Constant(Self.shape)), [])
            let squared = try b.append("squared", .multiply(Multiply()), [c, c])
            let scaled = try b.append("scaled", .multiply(Multiply()), [squared, frame])
            let shifted = try b.append("shifted", .add(Add()), [c, scaled])
            return try b.append("classes", .concat(Concat()), [shifted, c])
        }
        #expect(networks.stateTensors == ["frame", "classes"])
        #expect(
            networks.delta.nodes.map(\.name)
                == ["delta:frame", "c", "squared", "scaled", "delta:c", "classes", "scores"])
        let run = try Run(networks, seed: 3)
        #expect(try run.scores(networks.delta).distance(to: run.expected["classes"]!) < 1e-12)
    }

    /// Taking away what is zero changes nothing, whatever is zero.
    @Test(arguments: 1...4) func eliminationKeepsTheFunction(_ seed: UInt64) throws {
        let networks = try DeltaNetworks(teacher: EveryOperation.teacher(seed: seed))
        let run = try Run(networks, seed: seed)
        let shapes = try networks.delta.inferShapes()
        let candidates = networks.delta.nodes.map(\.name).filter { $0 != "scores" && !$0.hasPrefix("value:") }
        var stream = RandomStream(seed: seed, stream: "zeros")
        for trial in 0..<25 {
            let names = Set(candidates.filter { _ in stream.bool(probability: trial == 0 ? 1 : 0.15) })
            var zeroed = networks.delta
            zeroed.nodes = zeroed.nodes.map { node in
                names.contains(node.name) && !isConstant(node)
                    ? Node(node.name, .zeros(Zeros(shapes.of(node.name))), []) : node
            }
            let lean = try zeroed.eliminatingZeros()
            #expect(try run.scores(lean).distance(to: run.scores(zeroed)) < 1e-7)
            #expect(lean.nodes.count <= zeroed.nodes.count)
        }
    }

    private func isConstant(_ node: Node) -> Bool {
        if case .constant = node.operation { true } else { false }
    }

    /// Behind a site that says nothing there is nothing to compute again.
    @Test func fallbacksBehindZerosAreGone() throws {
        let networks = try Self.networks { b, frame in
            let relu = try b.relu("relu", Self.conv(&b, "conv", frame))
            let pool = try b.append("pool", .maxPool(MaxPool(kernel: Size(2), stride: Size(2))), [relu])
            let body = try Self.conv(&b, "body", pool)
            return try b.append("classes", .softmax(Softmax()), [body])
        }
        var zeroed = networks.delta
        zeroed.nodes = zeroed.nodes.map { $0.name == "conv" ? Node("conv", .zeros(Zeros(Self.shape)), []) : $0 }
        let lean = try zeroed.eliminatingZeros()
        #expect(lean.nodes.map(\.name) == ["classes", "scores"])
        #expect(lean.readInputs().map(\.name) == ["key:classes"])
    }
}
