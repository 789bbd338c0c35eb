import Compute
import Networks
import Testing

@Suite struct BroadcastTests {
    @Test(arguments: cases.flatMap(\.withBatches))
    func agreesWithReference(_ test: OperationCase) throws { try ReferenceCheck(test).run() }

    private static let map = FeatureShape(height: 3, width: 5, channels: 7)

    /// What stands beside a map: gates, masks, numbers, rows, columns, and the map itself.
    private static let others: [(String, FeatureShape)] = [
        ("map", map), ("channels", FeatureShape(height: 1, width: 1, channels: 7)),
        ("positions", FeatureShape(height: 3, width: 5, channels: 1)),
        ("number", FeatureShape(height: 1, width: 1, channels: 1)),
        ("row", FeatureShape(height: 1, width: 5, channels: 7)),
        ("column", FeatureShape(height: 3, width: 1, channels: 1)),
    ]

    private static let operations: [(String, Networks.Operation)] = [
        ("add", .add(Add())), ("subtract", .subtract(Subtract())), ("multiply", .multiply(Multiply())),
    ]

    static let cases: [OperationCase] =
        others.flatMap { name, other in
            operations.flatMap { verb, operation in
                [
                    OperationCase("\(verb): map, \(name)", operation, [map, other], terms: 2 * map.count),
                    OperationCase("\(verb): \(name), map", operation, [other, map], terms: 2 * map.count),
                ]
            } + [
                quotient("divide: map, \(name)", map, other), quotient("divide: \(name), map", other, map),
            ]
        } + [
            OperationCase(
                "add: row, column", .add(Add()), [others[4].1, others[5].1], terms: map.count),
            OperationCase(
                "square", [map], relativeError: 1e-6, [Node("y", .multiply(Multiply()), ["x0", "x0"])]),
            OperationCase(
                "gate", [map], relativeError: 1e-6,
                [
                    Node("pool", .globalAveragePool(GlobalAveragePool()), ["x0"]),
                    Node("gate", .activation(Activation(.sigmoid)), ["pool"]),
                    Node("y", .multiply(Multiply()), ["x0", "gate"]),
                ]),
            OperationCase(
                "constant", [map], relativeError: 1e-6,
                [
                    Node("c", .constant(Constant(map)), []), Node("scaled", .multiply(Multiply()), ["c", "x0"]),
                    Node("y", .add(Add()), ["scaled", "c"]),
                ]),
        ]

    /// The divisor away from zero.
    private static func quotient(_ name: String, _ a: FeatureShape, _ b: FeatureShape) -> OperationCase {
        OperationCase(
            name, [a, b], relativeError: 2e-6,
            [
                Node("divisor", .activation(Activation(.exponential)), ["x1"]),
                Node("y", .divide(Divide()), ["x0", "divisor"]),
            ])
    }

    @Test func unequalShapesAreRefused() {
        #expect(throws: ShapeError.self) {
            try Multiply().outputShape([Self.map, FeatureShape(height: 1, width: 2, channels: 7)])
        }
        #expect(throws: ShapeError.self) {
            try Add().outputShape([Self.map, FeatureShape(height: 3, width: 5, channels: 2)])
        }
    }
}
