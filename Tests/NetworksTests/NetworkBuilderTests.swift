import Networks
import Testing

@Suite struct NetworkBuilderTests {
    @Test func namesWhatIsWrong() throws {
        var builder = NetworkBuilder(name: "n")
        let x = try builder.input("x", FeatureShape(height: 4, width: 4, channels: 3))
        #expect(throws: NetworkError.duplicateName("x")) {
            try builder.input("x", FeatureShape(height: 1, width: 1, channels: 1))
        }
        #expect(throws: NetworkError.unknownTensor("y", readBy: "relu")) { try builder.relu("relu", "y") }
        #expect(throws: NetworkError.duplicateName("x")) { try builder.relu("x", x) }
        #expect(throws: NetworkError.unknownOutput("z")) { try builder.output("z") }
        let half = try builder.convolution("half", x, 3, kernel: 3, stride: 2)
        #expect(throws: ShapeError(node: "sum", reason: "add of unequal shapes 4x4x3 and 2x2x3")) {
            try builder.add("sum", x, half)
        }
        #expect(builder.shape(of: half) == FeatureShape(height: 2, width: 2, channels: 3))
        try builder.output(half)
        #expect(builder.network.nodes.count == 1)
        #expect(builder.network.outputs == ["half"])
    }
}
