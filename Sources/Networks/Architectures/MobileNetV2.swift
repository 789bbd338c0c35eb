/// MobileNetV2 (Sandler et al. 2018, arXiv 1801.04381) with the light pyramid head LR-ASPP (Howard et al. 2019, arXiv
/// 1905.02244): inverted residuals down to 1/16, a head that weighs its channels by the frame's mean, scores at 1/8.
///
/// Nodes carry the module paths of torchvision: `backbone.features.*` of its MobileNetV2 (whose last two strides are 1
/// with a dilation of 2 behind the first) and `classifier.*` of its LR-ASPP head.
struct MobileNetV2: ArchitectureDescription {
    /// Channels of the head between its convolutions.
    var headWidth: Int

    static let lrASPP = MobileNetV2(headWidth: 128)

    let outputStride = 8

    /// Expansion t, output channels c, blocks n, stride s of the first: the paper's table 2.
    private static let stages: [(expansion: Int, channels: Int, blocks: Int, stride: Int)] = [
        (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1),
    ]
    /// The largest of the network's strides before the head: what is below it is dilated instead.
    private static let deepestStride = 16

    /// Frame (h × w × 3) to class scores (h/8 × w/8 × classes).
    func network(name: String, classes: Int, input: Size) throws -> Network {
        var b = NetworkBuilder(name: name)
        let frame = try b.input("frame", FeatureShape(height: input.height, width: input.width, channels: 3))
        var x = try Self.unit(&b, "backbone.features.0", frame, 32, kernel: 3, stride: 2)
        var (index, stride, dilation) = (1, 2, 1)
        var low = x
        for stage in Self.stages {
            for block in 0..<stage.blocks {
                var step = block == 0 ? stage.stride : 1
                let spread = dilation
                if stride * step > Self.deepestStride {
                    dilation *= step
                    step = 1
                }
                stride *= step
                x = try Self.invertedResidual(
                    &b, "backbone.features.\(index).conv", x, stage.channels, expansion: stage.expansion, stride: step,
                    dilation: spread)
                if stride == outputStride { low = x }
                index += 1
            }
        }

        var high = try b.convolution("classifier.cbr.0", x, headWidth, kernel: 1)
        high = try b.relu("classifier.cbr.2", b.batchNorm("classifier.cbr.1", high))
        var gate = try b.globalAveragePool("classifier.scale.0", x)
        gate = try b.convolution("classifier.scale.1", gate, headWidth, kernel: 1)
        gate = try b.append("classifier.scale.2", .activation(Activation(.sigmoid)), [gate])
        high = try b.append("classifier.mul", .multiply(Multiply()), [high, gate])
        high = try b.resize("classifier.resize", high, to: b.shape(of: low).size)
        high = try b.convolution("classifier.high_classifier", high, classes, kernel: 1, hasBias: true)
        let detail = try b.convolution("classifier.low_classifier", low, classes, kernel: 1, hasBias: true)
        try b.output(b.add("classifier.add", detail, high))
        return b.network
    }

    /// 1×1 to `expansion` times the channels, 3×3 depthwise, 1×1 without an activation; and the input, where it fits.
    private static func invertedResidual(
        _ b: inout NetworkBuilder, _ name: String, _ input: String, _ channels: Int, expansion: Int, stride: Int,
        dilation: Int
    ) throws -> String {
        let width = b.shape(of: input).channels
        var (x, index) = (input, 0)
        if expansion > 1 {
            x = try unit(&b, "\(name).0", x, width * expansion, kernel: 1, stride: 1)
            index = 1
        }
        x = try unit(
            &b, "\(name).\(index)", x, width * expansion, kernel: 3, stride: stride, dilation: dilation,
            groups: width * expansion)
        x = try b.convolution("\(name).\(index + 1)", x, channels, kernel: 1)
        x = try b.batchNorm("\(name).\(index + 2)", x)
        return stride == 1 && width == channels ? try b.add("\(name).add", x, input) : x
    }

    /// `relu6(bn(conv x))`.
    private static func unit(
        _ b: inout NetworkBuilder, _ name: String, _ input: String, _ channels: Int, kernel: Int, stride: Int,
        dilation: Int = 1, groups: Int = 1
    ) throws -> String {
        let reach = dilation * (kernel / 2)
        let convolution = Convolution(
            outputChannels: channels, kernel: Size(kernel), stride: Size(stride),
            padding: Padding(vertical: reach, horizontal: reach), dilation: Size(dilation), groups: groups)
        var x = try b.append("\(name).0", .convolution(convolution), [input])
        x = try b.batchNorm("\(name).1", x)
        return try b.append("\(name).2", .activation(Activation(.clip(low: 0, high: 6))), [x])
    }
}
