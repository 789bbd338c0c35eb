extension DDRNet {
    /// Two 3×3 convolutions of stride 2, to 1/4.
    static func stem(_ b: inout NetworkBuilder, _ frame: String, width: Int) throws -> String {
        var x = frame
        for index in [0, 3] {
            x = try b.convolution("conv1.\(index)", x, width, kernel: 3, stride: 2, hasBias: true)
            x = try b.batchNorm("conv1.\(index + 1)", x)
            x = try b.relu("conv1.\(index + 2)", x)
        }
        return x
    }

    /// Basic blocks in a row, the first with the stride, the last without its final ReLU.
    static func stage(
        _ b: inout NetworkBuilder, _ name: String, _ input: String, blocks: Int, channels: Int, stride: Int
    ) throws -> String {
        var x = input
        for index in 0..<blocks {
            x = try basicBlock(
                &b, "\(name).\(index)", x, channels: channels, stride: index == 0 ? stride : 1,
                isLast: index == blocks - 1)
        }
        return x
    }

    /// `[relu](bn2(conv2(relu(bn1(conv1 x)))) + shortcut(x))`, both convolutions 3×3 (He et al. 2016).
    private static func basicBlock(
        _ b: inout NetworkBuilder, _ name: String, _ input: String, channels: Int, stride: Int, isLast: Bool
    ) throws -> String {
        var x = try b.convolution("\(name).conv1", input, channels, kernel: 3, stride: stride)
        x = try b.relu("\(name).relu", b.batchNorm("\(name).bn1", x))
        x = try b.convolution("\(name).conv2", x, channels, kernel: 3)
        x = try b.batchNorm("\(name).bn2", x)
        x = try b.add("\(name).add", x, shortcut(&b, name, input, channels: channels, stride: stride))
        return isLast ? x : try b.relu("\(name).relu_1", x)
    }

    /// `bn3(conv3(relu(bn2(conv2(relu(bn1(conv1 x))))))) + shortcut(x)`: 1×1, 3×3 with the stride, 1×1 to `2·planes`.
    static func bottleneck(
        _ b: inout NetworkBuilder, _ name: String, _ input: String, planes: Int, stride: Int
    ) throws -> String {
        var x = try b.convolution("\(name).conv1", input, planes, kernel: 1)
        x = try b.relu("\(name).relu", b.batchNorm("\(name).bn1", x))
        x = try b.convolution("\(name).conv2", x, planes, kernel: 3, stride: stride)
        x = try b.relu("\(name).relu_1", b.batchNorm("\(name).bn2", x))
        x = try b.convolution("\(name).conv3", x, 2 * planes, kernel: 1)
        x = try b.batchNorm("\(name).bn3", x)
        return try b.add("\(name).add", x, shortcut(&b, name, input, channels: 2 * planes, stride: stride))
    }

    /// The input itself, or a 1×1 convolution and batch norm where stride or width change.
    private static func shortcut(
        _ b: inout NetworkBuilder, _ name: String, _ input: String, channels: Int, stride: Int
    ) throws -> String {
        if stride == 1, b.shape(of: input).channels == channels { return input }
        let x = try b.convolution("\(name).downsample.0", input, channels, kernel: 1, stride: stride)
        return try b.batchNorm("\(name).downsample.1", x)
    }
}
