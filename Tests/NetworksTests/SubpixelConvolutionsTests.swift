import NetworkReference
import Networks
import RandomStreams
import Testing

@Suite struct SubpixelConvolutionsTests {
    private static func same(_ padding: Int) -> Padding { Padding(vertical: padding, horizontal: padding) }

    static let operations: [TransposedConvolution] = [
        TransposedConvolution(outputChannels: 3, kernel: Size(2), stride: Size(2), hasBias: true),
        TransposedConvolution(outputChannels: 3, kernel: Size(4), stride: Size(2), padding: same(1)),
        TransposedConvolution(outputChannels: 6, kernel: Size(4), stride: Size(2), padding: same(1), groups: 2),
        TransposedConvolution(outputChannels: 4, kernel: Size(4), stride: Size(2), padding: same(1), groups: 4),
        TransposedConvolution(
            outputChannels: 2, kernel: Size(3), stride: Size(2), padding: same(1), outputPadding: Size(1),
            hasBias: true),
        TransposedConvolution(outputChannels: 2, kernel: Size(3), stride: Size(2), outputPadding: Size(1)),
        TransposedConvolution(
            outputChannels: 2, kernel: Size(2), stride: Size(2), outputPadding: Size(1), hasBias: true),
        TransposedConvolution(outputChannels: 3, kernel: Size(3), padding: same(1)),
        TransposedConvolution(outputChannels: 3, kernel: Size(1), stride: Size(3), hasBias: true),
        TransposedConvolution(
            outputChannels: 3, kernel: Size(height: 5, width: 2), stride: Size(3),
            padding: Padding(top: 0, left: 1, bottom: 2, right: 0), outputPadding: Size(height: 2, width: 1)),
        TransposedConvolution(outputChannels: 2, kernel: Size(16), stride: Size(8), padding: same(4), groups: 2),
    ]

    @Test(arguments: operations) func keepsTheFunction(_ operation: TransposedConvolution) throws {
        var b = NetworkBuilder(name: "n")
        let frame = try b.input("frame", FeatureShape(height: 3, width: 5, channels: 4))
        let up = try b.append("up", .transposedConvolution(operation), [frame])
        try b.output(b.relu("y", up))
        let pass = try SubpixelConvolutions(b.network)
        #expect(pass.network.nodes.allSatisfy { $0.operation.definition.kind != "transposed-conv" })
        #expect(try pass.network.inferShapes().of("y") == b.shape(of: "y"))
        let parameters = try b.network.randomParameters(seed: 6)
        var stream = RandomStream(seed: 6, stream: "frame")
        let input = ["frame": ReferenceTensor(normal: b.network.inputs[0].shape, from: &stream)]
        let expected = try ReferenceInterpreter(b.network, parameters: parameters).run(input)["y"]!
        let found = try ReferenceInterpreter(pass.network, parameters: pass.parameters(parameters)).run(input)["y"]!
        #expect(found.distance(to: expected) < 1e-12)
    }

    /// What U-Nets do costs the same as a site.
    @Test func twoByTwoCostsTheSame() throws {
        var b = NetworkBuilder(name: "n")
        let frame = try b.input("frame", FeatureShape(height: 3, width: 5, channels: 4))
        let up = TransposedConvolution(outputChannels: 3, kernel: Size(2), stride: Size(2))
        try b.output(b.append("up", .transposedConvolution(up), [frame]))
        let network = try SubpixelConvolutions(b.network).network
        #expect(network.nodes.map(\.name) == ["up", "up.pixels"])
        #expect(network.outputs == ["up.pixels"])
        #expect(try network.macs() == b.network.macs())
    }

    @Test func leavesOthersAlone() throws {
        var b = NetworkBuilder(name: "n")
        let frame = try b.input("frame", FeatureShape(height: 3, width: 5, channels: 4))
        let dilated = TransposedConvolution(outputChannels: 3, kernel: Size(2), dilation: Size(2))
        let unequal = TransposedConvolution(outputChannels: 3, kernel: Size(2), stride: Size(height: 1, width: 2))
        let first = try b.append("dilated", .transposedConvolution(dilated), [frame])
        try b.output(b.append("unequal", .transposedConvolution(unequal), [first]))
        #expect(try SubpixelConvolutions(b.network).network == b.network)
    }
}
