import Compute
import Networks
import Testing

@Suite struct MatrixProductTests {
    @Test(arguments: cases.flatMap(\.withBatches))
    func agreesWithReference(_ test: OperationCase) throws { try ReferenceCheck(test).run() }

    private static let cases: [OperationCase] = [
        make("one matrix", rows: 1, 5, 7, 3), make("three heads", rows: 3, 4, 6, 5), make("a column", rows: 2, 9, 4, 1),
        make("an outer product", rows: 2, 3, 1, 8), make("a number", rows: 1, 1, 1, 1),
    ]

    /// Matrices of m × k and k × n.
    private static func make(_ name: String, rows: Int, _ m: Int, _ k: Int, _ n: Int) -> OperationCase {
        OperationCase(
            name, .matrixProduct(MatrixProduct()),
            [
                FeatureShape(height: rows, width: m, channels: k),
                FeatureShape(height: rows, width: k, channels: n),
            ], terms: k)
    }
}
