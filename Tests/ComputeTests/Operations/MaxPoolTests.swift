import Networks
import Testing

@Suite struct MaxPoolTests {
    @Test(arguments: cases.flatMap(\.withBatches))
    func agreesWithReference(_ test: OperationCase) throws { try ReferenceCheck(test).run() }

    static let cases: [OperationCase] = [
        make("3x3 stride 2", MaxPool(kernel: Size(3), stride: Size(2), padding: .same(Size(3)))),
        make("2x2 stride 2", MaxPool(kernel: Size(2), stride: Size(2))),
        make(
            "3x2 stride 1x3, padding 0 1 2 0",
            MaxPool(
                kernel: Size(height: 3, width: 2), stride: Size(height: 1, width: 3),
                padding: Padding(top: 0, left: 1, bottom: 2, right: 0))),
        make("dilated", MaxPool(kernel: Size(3), stride: Size(1), padding: .same(Size(5)), dilation: Size(2))),
        make("whole", MaxPool(kernel: Size(height: 7, width: 8), stride: Size(1))),
        OperationCase(
            "mean without the padding",
            .averagePool(
                AveragePool(kernel: Size(3), stride: Size(2), padding: .same(Size(3)), countsPadding: false)),
            [shape], terms: 9),
        OperationCase(
            "mean without the padding 0 1 2 1 of 5x4",
            .averagePool(
                AveragePool(
                    kernel: Size(height: 5, width: 4), stride: Size(height: 2, width: 3),
                    padding: Padding(top: 0, left: 1, bottom: 2, right: 1), countsPadding: false)),
            [shape], terms: 20),
    ]

    private static let shape = FeatureShape(height: 7, width: 8, channels: 5)

    private static func make(_ name: String, _ pool: MaxPool) -> OperationCase {
        OperationCase(name, [shape], relativeError: 1e-6, [Node("y", .maxPool(pool), ["x0"])])
    }

    @Test func windowsInThePaddingAreRefused() {
        let pool = MaxPool(kernel: Size(2), stride: Size(2), padding: Padding(top: 2, left: 0, bottom: 0, right: 0))
        #expect(throws: ShapeError.self) { try pool.outputShape([Self.shape]) }
        let far = AveragePool(
            kernel: Size(2), stride: Size(2), padding: Padding(top: 0, left: 0, bottom: 0, right: 3),
            countsPadding: false)
        #expect(throws: ShapeError.self) { try far.outputShape([Self.shape]) }
        let dilated = MaxPool(
            kernel: Size(2), stride: Size(1), padding: Padding(top: 1, left: 1, bottom: 3, right: 3), dilation: Size(3))
        #expect(throws: ShapeError.self) {
            try dilated.outputShape([FeatureShape(height: 1, width: 1, channels: 1)])
        }
    }
}
