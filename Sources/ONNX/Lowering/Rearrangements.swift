import Networks

extension NetworkLowering {
    /// Blocks of pixels into channels and back.
    static let rearrangements: [String: Rule] = [
        "DepthToSpace": { lowering, call in
            let image = try lowering.image(call)
            let order: BlockOrder =
                switch try call.string("mode", default: "DCR") {
                case "DCR": .pixelsFirst
                case "CRD": .channelsFirst
                case let other: throw call.fault("mode \(other)")
                }
            let operation = DepthToSpace(block: try blockSize(call), order: order)
            let (tensor, shape) = try lowering.emit(call, .depthToSpace(operation), [image.tensor])
            return [.view(FeatureView(nchw: tensor, shape))]
        },
        "SpaceToDepth": { lowering, call in
            let image = try lowering.image(call)
            let operation = SpaceToDepth(block: try blockSize(call), order: .pixelsFirst)
            let (tensor, shape) = try lowering.emit(call, .spaceToDepth(operation), [image.tensor])
            return [.view(FeatureView(nchw: tensor, shape))]
        },
    ]

    private static func blockSize(_ call: OperatorCall) throws -> Int {
        guard let block = try call.int("blocksize"), (1...Window.limit).contains(block) else {
            throw call.fault("no blocksize")
        }
        return block
    }
}
