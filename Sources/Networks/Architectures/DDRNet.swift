/// Deep dual-resolution networks for road scenes (Hong, Pan, Sun & Jia 2021, arXiv 2101.06085): a branch at 1/8 and a
/// branch down to 1/64 that exchange features, a pyramid pooling module (DAPPM) on the deep one, a head on their sum.
///
/// Nodes carry the module paths of the published PyTorch code, so that a node's parameter names are a checkpoint's.
/// Where that code applies a function without a module, the node is named after the function and its block:
/// `layer1.0.relu`, `layer1.0.add`, `compression3.resize`.
struct DDRNet: ArchitectureDescription {
    /// Channels of the stem, `w`; every width of the two branches is a multiple of it.
    var width: Int
    /// Channels between the head's two convolutions.
    var headWidth: Int
    /// Basic blocks of the stages.
    var layer1Blocks: Int
    var layer2Blocks: Int
    /// Basic blocks of each part of `layer3`, in either branch.
    var layer3Blocks: Int
    /// Parts of `layer3`: the branches exchange features after each.
    var layer3Parts: Int
    /// Basic blocks of `layer4`, in either branch.
    var layer4Blocks: Int

    static let slim23 = DDRNet(
        width: 32, headWidth: 64, layer1Blocks: 2, layer2Blocks: 2, layer3Blocks: 2, layer3Parts: 1, layer4Blocks: 2)
    static let standard23 = DDRNet(
        width: 64, headWidth: 128, layer1Blocks: 2, layer2Blocks: 2, layer3Blocks: 2, layer3Parts: 1, layer4Blocks: 2)
    static let standard39 = DDRNet(
        width: 64, headWidth: 256, layer1Blocks: 3, layer2Blocks: 4, layer3Blocks: 3, layer3Parts: 2, layer4Blocks: 3)

    /// Input pixels for one position of the scores, in each direction.
    let outputStride = 8
    /// Channels inside the pyramid pooling module, whatever the width.
    static let poolingWidth = 128

    /// Frame (h × w × 3) to class scores (h/8 × w/8 × classes).
    func network(name: String, classes: Int, input: Size) throws -> Network {
        var b = NetworkBuilder(name: name)
        let frame = try b.input("frame", FeatureShape(height: input.height, width: input.width, channels: 3))

        let stem = try Self.stem(&b, frame, width: width)
        let quarter = try b.relu(
            "layer1.relu", Self.stage(&b, "layer1", stem, blocks: layer1Blocks, channels: width, stride: 1))
        let eighth = try b.relu(
            "layer2.relu", Self.stage(&b, "layer2", quarter, blocks: layer2Blocks, channels: 2 * width, stride: 2))

        var (low, high) = (eighth, eighth)
        for part in 1...layer3Parts {
            let suffix = layer3Parts == 1 ? "3" : "3_\(part)"
            (low, high) = try exchangingStage(
                &b, suffix, low, high, blocks: layer3Blocks, channels: 4 * width, stride: part == 1 ? 2 : 1,
                down: [4 * width])
        }
        (low, high) = try exchangingStage(
            &b, "4", low, high, blocks: layer4Blocks, channels: 8 * width, stride: 2, down: [4 * width, 8 * width])

        let detail = try Self.bottleneck(&b, "layer5_.0", high, planes: 2 * width, stride: 1)
        let context = try Self.bottleneck(&b, "layer5.0", low, planes: 8 * width, stride: 2)
        let pooled = try pyramidPooling(&b, "spp", context)
        let resized = try b.resize("spp.resize", pooled, to: b.shape(of: detail).size)
        let fused = try b.add("layer5_.fusion", resized, detail)
        try b.output(head(&b, "final_layer", fused, classes: classes))
        return b.network
    }

    /// One stage in both branches, then the exchange (the paper's bilateral fusion):
    /// `low + down(relu(high))` and `high + resize(compress(relu(low)))`, each followed by a ReLU.
    ///
    /// - Parameter down: the widths of the stride-2 convolutions that lead from the high-resolution branch to the low.
    private func exchangingStage(
        _ b: inout NetworkBuilder, _ suffix: String, _ low: String, _ high: String, blocks: Int, channels: Int,
        stride: Int, down: [Int]
    ) throws -> (low: String, high: String) {
        let (lowName, highName) = ("layer\(suffix)", "layer\(suffix)_")
        let low = try Self.stage(&b, lowName, low, blocks: blocks, channels: channels, stride: stride)
        let high = try Self.stage(&b, highName, high, blocks: blocks, channels: 2 * width, stride: 1)

        var lowered = try b.relu("\(highName).relu", high)
        for (index, channels) in down.enumerated() {
            let module = "down\(suffix)"
            if index > 0 { lowered = try b.relu("\(module).\(3 * index - 1)", lowered) }
            lowered = try b.convolution("\(module).\(3 * index)", lowered, channels, kernel: 3, stride: 2)
            lowered = try b.batchNorm("\(module).\(3 * index + 1)", lowered)
        }
        let module = "compression\(suffix)"
        var raised = try b.relu("\(lowName).relu", low)
        raised = try b.convolution("\(module).0", raised, 2 * width, kernel: 1)
        raised = try b.batchNorm("\(module).1", raised)
        raised = try b.resize("\(module).resize", raised, to: b.shape(of: high).size)

        let lowSum = try b.add("\(lowName).exchange", low, lowered)
        let highSum = try b.add("\(highName).exchange", high, raised)
        return (
            try b.relu("\(lowName).exchange.relu", lowSum), try b.relu("\(highName).exchange.relu", highSum)
        )
    }
}
