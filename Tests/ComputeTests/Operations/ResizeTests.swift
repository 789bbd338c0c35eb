import Networks
import Testing

@Suite struct ResizeTests {
    @Test(arguments: cases.flatMap(\.withBatches))
    func agreesWithReference(_ test: OperationCase) throws { try ReferenceCheck(test).run() }

    static let cases: [OperationCase] = [
        make("up by 2", 3, 4, 3, to: 6, 8),
        make("up by 2, 16 channels", 3, 4, 16, to: 6, 8),
        make("up by 8", 2, 3, 2, to: 16, 24),
        make("up to an odd size", 3, 4, 5, to: 7, 9),
        make("down by 2", 8, 6, 3, to: 4, 3),
        make("down to an odd size", 9, 7, 3, to: 4, 5),
        make("up and down", 4, 9, 2, to: 7, 5),
        make("one position to 4x8", 1, 1, 17, to: 4, 8),
        make("one row to 3x8", 1, 4, 2, to: 3, 8),
        make("to one position", 4, 5, 3, to: 1, 1),
        make("same size", 3, 4, 2, to: 3, 4),
    ]

    private static func make(
        _ name: String, _ height: Int, _ width: Int, _ channels: Int, to outHeight: Int, _ outWidth: Int
    ) -> OperationCase {
        // Forward four terms with products of two weights; backward as many as outputs sample one input. The weights'
        // own rounding, of positions up to the larger extent, counts like that many terms.
        let terms = 8 + (outHeight / height + 1) * (outWidth / width + 1) * 4 + max(height, width, outHeight, outWidth)
        return OperationCase(
            name, .resizeBilinear(ResizeBilinear(to: Size(height: outHeight, width: outWidth))),
            [FeatureShape(height: height, width: width, channels: channels)], terms: terms)
    }
}
