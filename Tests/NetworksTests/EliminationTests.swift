import NetworkReference
import Networks
import RandomStreams
import Testing

@Suite struct EliminationTests {
    private static func delta(_ network: Network) throws -> Network {
        try DeltaNetworks(teacher: BatchNormFolding(network).network).delta
    }

    /// The network with some nodes' outputs set to zero.
    private static func zeroing(_ names: Set<String>, in network: Network) throws -> Network {
        let shapes = try network.inferShapes()
        var zeroed = network
        zeroed.nodes = network.nodes.map { node in
            names.contains(node.name) ? Node(node.name, .zeros(Zeros(shapes.of(node.name))), []) : node
        }
        return zeroed
    }

    private static func isZeros(_ node: Node) -> Bool {
        if case .zeros = node.operation { true } else { false }
    }

    @Test func removesWhatReachesNoOutput() throws {
        var b = NetworkBuilder(name: "n")
        let shape = FeatureShape(height: 4, width: 4, channels: 2)
        let (x, y) = (try b.input("x", shape), try b.input("y", shape))
        let used = try b.relu("used", x)
        _ = try b.relu("unused.relu", b.convolution("unused", y, 2, kernel: 3))
        try b.output(used)
        let live = b.network.eliminatingDeadNodes()
        #expect(live.nodes.map(\.name) == ["used"])
        #expect(live.inputs == b.network.inputs)
        #expect(live.readInputs().map(\.name) == ["x"])
        #expect(live.eliminatingUnreadInputs().inputs.map(\.name) == ["x"])
    }

    @Test func leavesANetworkWithoutZerosAlone() throws {
        let network = try Architecture(name: "ddrnet-23-slim").network(classes: 11, input: Size(64))
        let delta = try Self.delta(network)
        #expect(try delta.eliminatingZeros() == delta)
    }

    /// Eliminating zeros changes no output, whatever is zero.
    @Test func keepsTheFunction() throws {
        let network = try Self.delta(.withEveryOperation())
        let shapes = try network.inferShapes()
        let candidates = network.nodes.map(\.name).filter { $0 != "scores" }
        var stream = RandomStream(seed: 9, stream: "zeros")
        for trial in 0..<100 {
            let names = Set(candidates.filter { _ in stream.bool(probability: 0.15) })
            let zeroed = try Self.zeroing(names, in: network)
            let lean = try zeroed.eliminatingZeros()
            let parameters = try zeroed.randomParameters(seed: UInt64(trial))
            var inputs: [String: ReferenceTensor] = [:]
            for input in network.inputs { inputs[input.name] = ReferenceTensor(normal: input.shape, from: &stream) }
            let expected = try ReferenceInterpreter(zeroed, parameters: parameters).run(inputs)
            let found = try ReferenceInterpreter(lean, parameters: parameters).run(inputs)
            #expect(found["scores"]!.distance(to: expected["scores"]!) < 1e-12)

            let leanShapes = try lean.inferShapes()
            let zeros = Set(lean.nodes.filter(Self.isZeros).map(\.name))
            for node in lean.nodes {
                #expect(leanShapes.of(node.name) == shapes.of(node.name))
                if Self.isZeros(node) || node.name == "scores" { continue }
                #expect(!node.inputs.allSatisfy(zeros.contains))
                if case .deltaActivation = node.operation { #expect(!zeros.contains(node.inputs[1])) }
            }
            #expect(try lean.macs() <= zeroed.macs())
        }
    }

    @Test func leavesTheKeyFramesScoresWhereNothingChanges() throws {
        let network = try Architecture(name: "ddrnet-23-slim").network(classes: 11, input: Size(64))
        let delta = try Self.delta(network)
        let lean = try Self.zeroing(["final_layer.conv2"], in: delta).eliminatingZeros()
        let shape = FeatureShape(height: 8, width: 8, channels: 11)
        #expect(
            lean.nodes == [
                Node("final_layer.conv2", .zeros(Zeros(shape)), []),
                Node("scores", .add(Add()), ["key:final_layer.conv2", "final_layer.conv2"]),
            ])
        #expect(try lean.macs() == 0)
        #expect(lean.readInputs().map(\.name) == ["key:final_layer.conv2"])
    }

    @Test func removesADeadBranchAndItsState() throws {
        let network = try Architecture(name: "ddrnet-23-slim").network(
            classes: 11, input: Size(height: 256, width: 512))
        let delta = try Self.delta(network)
        // Without spp.compression and spp.shortcut the whole deep branch feeds nothing after the last exchange.
        let lean = try Self.zeroing(["spp.compression.2", "spp.shortcut.2"], in: delta).eliminatingZeros()
        let names = Set(lean.nodes.map(\.name))
        #expect(!names.contains { $0.hasPrefix("spp.") || $0.hasPrefix("layer5.") || $0 == "layer4.exchange" })
        #expect(!names.contains("down4.0"))
        #expect(names.contains("compression4.0"))
        #expect(!names.contains("layer5_.fusion"))
        let affine = lean.nodes.first { $0.name == "final_layer.bn1" }
        #expect(affine?.inputs == ["layer5_.0.add"])
        let read = Set(lean.readInputs().map(\.name))
        #expect(!read.contains("key:spp.scale0.0"))
        #expect(read.contains("key:layer4.1.add"))

        let removed = delta.nodes.map(\.name).filter { !names.contains($0) }
        let macs = Dictionary(uniqueKeysWithValues: try delta.macsByNode().map { ($0.node, $0.macs) })
        #expect(try lean.macs() == delta.macs() - removed.reduce(0) { $0 + (macs[$1] ?? 0) })
    }

    @Test func keepsAZeroBesideSomethingElse() throws {
        var b = NetworkBuilder(name: "n")
        let shape = FeatureShape(height: 2, width: 2, channels: 2)
        let x = try b.input("x", shape)
        let zero = try b.append("zero", .zeros(Zeros(shape)), [])
        let stillZero = try b.convolution("conv", zero, 3, kernel: 1)
        let joined = try b.concat("joined", [x, stillZero])
        let minus = try b.append("minus", .subtract(Subtract()), [zero, x])
        let same = try b.append("same", .subtract(Subtract()), [minus, zero])
        let constant = try b.convolution("constant", zero, 2, kernel: 1, hasBias: true)
        try b.output(joined)
        try b.output(b.add("sum", same, constant))
        try b.output(b.add("kept", zero, x))
        let lean = try b.network.eliminatingZeros()
        #expect(
            lean.nodes.map(\.name) == ["zero", "conv", "joined", "minus", "constant", "sum", "kept"])
        #expect(lean.nodes[1] == Node("conv", .zeros(Zeros(FeatureShape(height: 2, width: 2, channels: 3))), []))
        #expect(lean.nodes[5].inputs == ["minus", "constant"])
        #expect(lean.nodes[6].inputs == ["zero", "x"])
        #expect(lean.outputs == b.network.outputs)
    }
}
