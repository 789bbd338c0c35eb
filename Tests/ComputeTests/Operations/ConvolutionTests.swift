import Networks
import Testing

@Suite struct ConvolutionTests {
    @Test(arguments: cases.flatMap(\.withBatches))
    func agreesWithReference(_ test: OperationCase) throws { try ReferenceCheck(test).run() }

    /// Every kind of convolution that the networks and their students are made of, at sizes that are odd, smaller than
    /// a vector register and not multiples of one.
    static let cases: [OperationCase] = [
        make("1x1", 5, 7, 3, 4, Size(1)),
        make("1x1 with bias, one position", 1, 1, 6, 5, Size(1), hasBias: true),
        make("1x1 stride 2", 5, 6, 4, 3, Size(1), stride: Size(2)),
        make("3x3", 6, 5, 3, 4, Size(3)),
        make("3x3 from 3 to 17 channels with bias", 4, 5, 3, 17, Size(3), hasBias: true),
        make("3x3 from 17 to 2 channels", 4, 3, 17, 2, Size(3)),
        make("3x3 from 16 to 16 channels", 3, 4, 16, 16, Size(3)),
        make("3x3 stride 2, odd size", 7, 5, 3, 4, Size(3), stride: Size(2), hasBias: true),
        make("3x3 stride 2, even size", 6, 8, 3, 4, Size(3), stride: Size(2)),
        make("3x3 dilation 2", 7, 6, 2, 3, Size(3), padding: same(2), dilation: Size(2)),
        make("3x3 without padding", 5, 6, 3, 2, Size(3), padding: same(0)),
        make("3x3, padding 1 2 0 3", 5, 6, 2, 3, Size(3), padding: Padding(top: 1, left: 2, bottom: 0, right: 3)),
        make("5x3 stride 3x2", 9, 8, 2, 3, Size(height: 5, width: 3), stride: Size(height: 3, width: 2)),
        make("kernel larger than the input", 2, 3, 2, 3, Size(5)),
        make("3x1", 6, 5, 3, 4, Size(height: 3, width: 1)),
        make("3x1 stride 2,1", 7, 4, 4, 3, Size(height: 3, width: 1), stride: Size(height: 2, width: 1)),
        make("1x3", 5, 6, 3, 4, Size(height: 1, width: 3)),
        make("1x3 stride 1,2", 4, 7, 4, 3, Size(height: 1, width: 3), stride: Size(height: 1, width: 2)),
        make("to one channel", 5, 4, 6, 1, Size(3)),
        make("from one channel", 5, 4, 1, 6, Size(3)),
        make("depthwise", 6, 5, 5, 5, Size(3), groups: 5),
        make("depthwise of 16 channels, stride 2", 5, 6, 16, 16, Size(3), stride: Size(2), groups: 16),
        make("depthwise with bias", 5, 5, 3, 3, Size(3), groups: 3, hasBias: true),
        make("two groups", 5, 4, 4, 6, Size(3), groups: 2),
        make("stride leaves pixels unread", 6, 6, 2, 3, Size(1), stride: Size(4)),
    ]

    private static func same(_ padding: Int) -> Padding { Padding(vertical: padding, horizontal: padding) }

    private static func make(
        _ name: String, _ height: Int, _ width: Int, _ inputs: Int, _ outputs: Int, _ kernel: Size,
        stride: Size = Size(1), padding: Padding? = nil, dilation: Size = Size(1), groups: Int = 1,
        hasBias: Bool = false
    ) -> OperationCase {
        let operation = Convolution(
            outputChannels: outputs, kernel: kernel, stride: stride, padding: padding, dilation: dilation,
            groups: groups, hasBias: hasBias)
        // Forward sums kernel × inputs, backward to the input kernel × outputs, to the weights all positions.
        let terms = max(kernel.area * max(inputs, outputs) / groups, 2 * height * width)
        return OperationCase(
            name, .convolution(operation), [FeatureShape(height: height, width: width, channels: inputs)],
            terms: terms)
    }
}
