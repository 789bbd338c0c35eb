import NetworkReference
import Networks
import RandomStreams
import Testing

@Suite struct BatchNormFoldingTests {
    @Test func keepsTheFunction() throws {
        for network in [
            try Network.withEveryOperation(),
            try Architecture(name: "ddrnet-23-slim").network(classes: 3, input: Size(height: 32, width: 40)),
        ] {
            let parameters = try network.randomParameters(seed: 5)
            let folding = BatchNormFolding(network)
            let folded = try folding.parameters(parameters)
            #expect(folded.names == (try folding.network.parameterDefinitions().map(\.name)))
            for (name, definition) in try folding.network.parameterDefinitions() {
                #expect(folded.value(name).shape == definition.shape)
            }

            var stream = RandomStream(seed: 5, stream: "frame")
            let frame = ReferenceTensor(normal: network.inputs[0].shape, from: &stream)
            let expected = try ReferenceInterpreter(network, parameters: parameters).run(["frame": frame])
            let found = try ReferenceInterpreter(folding.network, parameters: folded).run(["frame": frame])
            let (before, after) = (expected[network.outputs[0]]!, found[folding.network.outputs[0]]!)
            let scale = before.values.reduce(0) { max($0, abs($1)) }
            // Folded parameters are rounded to Float once: some ulps over a few dozen layers.
            #expect(before.distance(to: after) < 1e-5 * scale)
            #expect(try folding.network.macs() == network.macs())
        }
    }

    /// Tuned weights of a folded network have parameters of the original that fold to them, bit for bit.
    @Test func unfoldingIsExact() throws {
        for network in [
            try Network.withEveryOperation(),
            try Architecture(name: "ddrnet-23-slim").network(classes: 3, input: Size(height: 32, width: 40)),
        ] {
            let folding = BatchNormFolding(network)
            var folded = try folding.parameters(network.randomParameters(seed: 8))
            var stream = RandomStream(seed: 8, stream: "extremes")
            for name in folded.names {
                var value = folded.value(name)
                // Over all magnitudes and signs, and next to powers of two.
                for i in value.values.indices where i % 3 == 0 {
                    let power = Float(sign: .plus, exponent: stream.integer(below: 60) - 30, significand: 1)
                    value.values[i] = [power, -power.nextDown, power.nextUp, 0][stream.integer(below: 4)]
                }
                folded[name] = value
            }
            let unfolded = try folding.unfolded(folded)
            #expect(unfolded.names == (try network.parameterDefinitions().map(\.name)))
            for (name, definition) in try network.parameterDefinitions() {
                #expect(unfolded.value(name).shape == definition.shape)
            }
            #expect(try folding.parameters(unfolded) == folded)
        }
    }

    @Test func foldsIntoTransposedConvolutions() throws {
        var b = NetworkBuilder(name: "n")
        let frame = try b.input("frame", FeatureShape(height: 3, width: 4, channels: 6))
        let up = TransposedConvolution(outputChannels: 4, kernel: Size(2), stride: Size(2), groups: 2)
        let x = try b.batchNorm("bn", b.append("up", .transposedConvolution(up), [frame]))
        try b.output(b.relu("relu", x))
        let folding = BatchNormFolding(b.network)
        #expect(folding.network.nodes.map(\.name) == ["up", "relu"])
        let parameters = try b.network.randomParameters(seed: 4)
        let folded = try folding.parameters(parameters)
        var stream = RandomStream(seed: 4, stream: "frame")
        let input = ["frame": ReferenceTensor(normal: b.network.inputs[0].shape, from: &stream)]
        let expected = try ReferenceInterpreter(b.network, parameters: parameters).run(input)["relu"]!
        let found = try ReferenceInterpreter(folding.network, parameters: folded).run(input)["relu"]!
        #expect(found.distance(to: expected) < 1e-6)
        #expect(try folding.parameters(folding.unfolded(folded)) == folded)
    }

    @Test func foldsOnlyWhereTheNormIsTheOnlyReader() throws {
        var b = NetworkBuilder(name: "n")
        let x = try b.input("frame", FeatureShape(height: 2, width: 2, channels: 2))
        let alone = try b.batchNorm("alone.bn", b.convolution("alone", x, 2, kernel: 1))
        let shared = try b.convolution("shared", alone, 2, kernel: 1)
        let norm = try b.batchNorm("shared.bn", shared)
        let sum = try b.add("sum", shared, norm)
        let twice = try b.batchNorm("twice.2", b.batchNorm("twice.1", b.convolution("twice.0", sum, 2, kernel: 1)))
        try b.output(b.convolution("out", twice, 2, kernel: 1))
        try b.output(b.batchNorm("out.bn", "out"))

        let folded = BatchNormFolding(b.network).network
        let bare = Operation.convolution(Convolution(outputChannels: 2, kernel: Size(1)))
        let biased = Operation.convolution(Convolution(outputChannels: 2, kernel: Size(1), hasBias: true))
        let affine = Operation.channelAffine(ChannelAffine(hasBias: true))
        #expect(
            folded.nodes == [
                Node("alone", biased, ["frame"]), Node("shared", bare, ["alone"]),
                Node("shared.bn", affine, ["shared"]), Node("sum", .add(Add()), ["shared", "shared.bn"]),
                Node("twice.0", biased, ["sum"]), Node("twice.2", affine, ["twice.0"]),
                Node("out", bare, ["twice.2"]), Node("out.bn", affine, ["out"]),
            ])
        #expect(folded.outputs == ["out", "out.bn"])
    }

    @Test func renamesAnOutputThatWasFolded() throws {
        var b = NetworkBuilder(name: "n")
        let x = try b.input("frame", FeatureShape(height: 2, width: 2, channels: 2))
        try b.output(b.batchNorm("bn", b.convolution("conv", x, 2, kernel: 1)))
        #expect(BatchNormFolding(b.network).network.outputs == ["conv"])
    }

    @Test func leavesNoNormInDDRNet() throws {
        let network = try Architecture(name: "ddrnet-23-slim").network(classes: 11, input: Size(64))
        let folded = BatchNormFolding(network).network
        let kinds = folded.nodes.map { $0.operation.definition.kind }
        #expect(!kinds.contains("batch-norm"))
        // Those of the pyramid's units and the head's first: no convolution stands before them alone.
        #expect(kinds.count { $0 == "channel-affine" } == 12)
        #expect(kinds.count { $0 == "conv" } == 55)
    }
}
