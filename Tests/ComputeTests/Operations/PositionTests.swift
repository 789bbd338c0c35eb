import Compute
import Networks
import Testing

/// Operations that move values between positions or channels.
@Suite struct PositionTests {
    @Test(arguments: cases.flatMap(\.withBatches))
    func agreesWithReference(_ test: OperationCase) throws { try ReferenceCheck(test).run() }

    private static let shape = FeatureShape(height: 4, width: 6, channels: 5)

    private static let shuffled: [OperationCase] = [BlockOrder.pixelsFirst, .channelsFirst].flatMap { order in
        [
            OperationCase(
                "depth to space, \(order)", .depthToSpace(DepthToSpace(block: 2, order: order)),
                [FeatureShape(height: 2, width: 3, channels: 12)], terms: 0),
            OperationCase(
                "space to depth, \(order)", .spaceToDepth(SpaceToDepth(block: 2, order: order)), [shape], terms: 0),
        ]
    }

    static let cases: [OperationCase] =
        [
            make("pad", .pad(Pad(padding))), make("pad with a value", .pad(Pad(padding, .constant(-2.5)))),
            make("reflect", .pad(Pad(padding, .reflect))), make("edge", .pad(Pad(padding, .edge))),
            make(
                "edge, wider than the input",
                .pad(Pad(Padding(top: 7, left: 0, bottom: 0, right: 9), .edge))),
            make("crop", .crop(Crop(rows: .init(begin: 1, count: 2), columns: .init(begin: 0, count: 5)))),
            make(
                "crop in steps",
                .crop(Crop(rows: .init(begin: 3, count: 2, step: -2), columns: .init(begin: 1, count: 3, step: 2)))),
            make("some channels", .channelGather(ChannelGather(begin: 1, count: 3))),
            make("every other channel", .channelGather(ChannelGather(begin: 0, count: 3, step: 2))),
            make("channels shuffled and repeated", .channelGather(ChannelGather([4, 0, 0, 3, 4, 1]))),
            make(
                "positions shuffled and repeated",
                .positionGather(PositionGather(rows: [3, 0, 0, 2, 3], columns: [5, 1, 1]))),
            make(
                "channels as columns",
                .rearrange(
                    Rearrange(
                        sizes: [4, 6, 5], order: [0, 2, 1], to: FeatureShape(height: 4, width: 5, channels: 6)))),
            make(
                "parts of rows and columns",
                .rearrange(
                    Rearrange(
                        sizes: [2, 2, 3, 2, 5], order: [3, 0, 4, 2, 1],
                        to: FeatureShape(height: 4, width: 5, channels: 6)))),
            make(
                "rows of one column",
                .rearrange(
                    Rearrange(sizes: [24, 5], order: [0, 1], to: FeatureShape(height: 24, width: 1, channels: 5)))),
        ] + shuffled

    private static let padding = Padding(top: 1, left: 0, bottom: 3, right: 2)

    private static func make(_ name: String, _ operation: Networks.Operation) -> OperationCase {
        OperationCase(name, operation, [shape], terms: 40)
    }

    @Test func whatDoesNotFitIsRefused() {
        let shape = Self.shape
        #expect(throws: ShapeError.self) {
            try Pad(Padding(top: 4, left: 0, bottom: 0, right: 0), .reflect).outputShape([shape])
        }
        #expect(throws: ShapeError.self) {
            try Pad(Padding(top: -1, left: 0, bottom: 0, right: 0)).outputShape([shape])
        }
        #expect(throws: ShapeError.self) {
            try Crop(rows: .init(begin: 1, count: 4), columns: .init(begin: 0, count: 6)).outputShape([shape])
        }
        #expect(throws: ShapeError.self) { try ChannelGather([5]).outputShape([shape]) }
        #expect(throws: ShapeError.self) { try DepthToSpace(block: 2, order: .pixelsFirst).outputShape([shape]) }
        #expect(throws: ShapeError.self) { try SpaceToDepth(block: 3, order: .pixelsFirst).outputShape([shape]) }
        #expect(throws: ShapeError.self) { try GroupNorm(groups: 2).outputShape([shape]) }
        #expect(throws: ShapeError.self) { try PositionGather(rows: [4], columns: [0]).outputShape([shape]) }
        #expect(throws: ShapeError.self) { try PositionGather(rows: [0], columns: []).outputShape([shape]) }
        let column = FeatureShape(height: 120, width: 1, channels: 1)
        #expect(throws: ShapeError.self) {
            try Rearrange(sizes: [60, 3], order: [1, 0], to: column).outputShape([shape])
        }
        #expect(throws: ShapeError.self) {
            try Rearrange(sizes: [60, 2], order: [1, 1], to: column).outputShape([shape])
        }
        #expect(throws: ShapeError.self) {
            try Rearrange(sizes: [1 << 40, 1 << 40], order: [1, 0], to: column).outputShape([shape])
        }
        #expect(throws: ShapeError.self) { try MatrixProduct().outputShape([shape, shape]) }
    }
}
