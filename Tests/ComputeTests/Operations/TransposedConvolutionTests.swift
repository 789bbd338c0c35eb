import Networks
import Testing

@Suite struct TransposedConvolutionTests {
    @Test(arguments: cases.flatMap(\.withBatches))
    func agreesWithReference(_ test: OperationCase) throws { try ReferenceCheck(test).run() }

    static let cases: [OperationCase] = [
        make("2x2 stride 2", TransposedConvolution(outputChannels: 5, kernel: Size(2), stride: Size(2), hasBias: true)),
        make("3x3", TransposedConvolution(outputChannels: 4, kernel: Size(3), padding: same(1))),
        make(
            "3x3 stride 2, one more row and column",
            TransposedConvolution(
                outputChannels: 3, kernel: Size(3), stride: Size(2), padding: same(1), outputPadding: Size(1),
                hasBias: true)),
        make(
            "4x4 stride 2",
            TransposedConvolution(outputChannels: 17, kernel: Size(4), stride: Size(2), padding: same(1))
        ),
        make(
            "5x3 stride 3x1, padding 0 1 2 1",
            TransposedConvolution(
                outputChannels: 2, kernel: Size(height: 5, width: 3), stride: Size(height: 3, width: 1),
                padding: Padding(top: 0, left: 1, bottom: 2, right: 1), outputPadding: Size(height: 2, width: 0))),
        make("gaps", TransposedConvolution(outputChannels: 3, kernel: Size(1), stride: Size(3), hasBias: true)),
        make(
            "dilation 2",
            TransposedConvolution(outputChannels: 3, kernel: Size(3), padding: same(2), dilation: Size(2))),
        make(
            "two groups",
            TransposedConvolution(outputChannels: 4, kernel: Size(4), stride: Size(2), padding: same(1), groups: 2)),
        make(
            "depthwise",
            TransposedConvolution(
                outputChannels: 6, kernel: Size(4), stride: Size(2), padding: same(1), groups: 6, hasBias: true)),
    ]

    private static func same(_ padding: Int) -> Padding { Padding(vertical: padding, horizontal: padding) }

    private static func make(_ name: String, _ operation: TransposedConvolution) -> OperationCase {
        OperationCase(
            name, .transposedConvolution(operation), [FeatureShape(height: 4, width: 3, channels: 6)],
            terms: 2 * max(operation.kernel.area * 17, 12 * operation.stride.area))
    }

    /// As many as the convolution that it transposes has.
    @Test func countsMACs() throws {
        let operation = TransposedConvolution(outputChannels: 4, kernel: Size(4), stride: Size(2), groups: 2)
        let input = FeatureShape(height: 5, width: 7, channels: 6)
        let output = try operation.outputShape([input])
        #expect(output == FeatureShape(height: 12, width: 16, channels: 4))
        #expect(operation.macs([input], output: output) == 5 * 7 * 6 * 2 * 16)
    }
}
