import Networks
import Testing

@Suite struct PoolingTests {
    @Test(arguments: cases.flatMap(\.withBatches))
    func agreesWithReference(_ test: OperationCase) throws { try ReferenceCheck(test).run() }

    /// The pyramid's windows on inputs larger and smaller than they are, and what no network here uses yet.
    static let cases: [OperationCase] = [
        average("5x5 stride 2", 9, 11, 3, 5, 2),
        average("5x5 stride 2 on 4x8", 4, 8, 17, 5, 2),
        average("9x9 stride 4", 11, 10, 2, 9, 4),
        average("9x9 stride 4 on 4x8", 4, 8, 3, 9, 4),
        average("17x17 stride 8 on 19x18", 19, 18, 2, 17, 8),
        average("17x17 stride 8 on 4x8", 4, 8, 16, 17, 8),
        average("17x17 stride 8 on 1x1", 1, 1, 2, 17, 8),
        OperationCase(
            "3x2 stride 2x1, padding 0 1 1 0",
            .averagePool(
                AveragePool(
                    kernel: Size(height: 3, width: 2), stride: Size(height: 2, width: 1),
                    padding: Padding(top: 0, left: 1, bottom: 1, right: 0))),
            [FeatureShape(height: 6, width: 5, channels: 3)], terms: 6),
        global("global pool", 5, 7, 3),
        global("global pool of 17 channels", 4, 8, 17),
        global("global pool of one position", 1, 1, 4),
    ]

    private static func average(
        _ name: String, _ height: Int, _ width: Int, _ channels: Int, _ kernel: Int, _ stride: Int
    ) -> OperationCase {
        let padding = Padding(vertical: kernel / 2, horizontal: kernel / 2)
        return OperationCase(
            name, .averagePool(AveragePool(kernel: Size(kernel), stride: Size(stride), padding: padding)),
            [FeatureShape(height: height, width: width, channels: channels)], terms: kernel * kernel)
    }

    private static func global(_ name: String, _ height: Int, _ width: Int, _ channels: Int) -> OperationCase {
        OperationCase(
            name, .globalAveragePool(GlobalAveragePool()),
            [FeatureShape(height: height, width: width, channels: channels)], terms: height * width)
    }
}
