/// High-resolution networks for semantic segmentation (Wang et al. 2020, arXiv 1908.07919): branches at 1/4, 1/8, 1/16
/// and 1/32 side by side, all of which exchange features after every module; the head reads all four at 1/4.
///
/// Nodes carry the module paths of the published PyTorch code, so that a node's parameter names are a checkpoint's.
/// Branches are brought to a larger one's size bilinearly, with half-pixel centres.
struct HRNet: ArchitectureDescription {
    /// Channels of the branch at 1/4, `w`; the next ones have twice as many each.
    var width: Int
    /// Bottleneck blocks of the first stage, at 1/4 and 64 channels inside.
    var bottlenecks: Int
    /// Modules of the stages with two, three and four branches.
    var modules: [Int]
    /// Basic blocks of every branch of a module.
    var blocks: Int

    static let small18 = HRNet(width: 18, bottlenecks: 2, modules: [1, 3, 2], blocks: 2)

    let outputStride = 4

    /// Frame (h × w × 3) to class scores (h/4 × w/4 × classes).
    func network(name: String, classes: Int, input: Size) throws -> Network {
        var b = NetworkBuilder(name: name)
        var x = try b.input("frame", FeatureShape(height: input.height, width: input.width, channels: 3))
        for index in 1...2 {
            x = try b.convolution("conv\(index)", x, 64, kernel: 3, stride: 2)
            x = try b.relu("relu\(index)", b.batchNorm("bn\(index)", x))
        }
        for index in 0..<bottlenecks { x = try Self.bottleneck(&b, "layer1.\(index)", x, planes: 64) }

        var branches = [
            try Self.unit(&b, "transition1.0", x, width, stride: 1),
            try Self.unit(&b, "transition1.1.0", x, 2 * width, stride: 2),
        ]
        for (index, modules) in modules.enumerated() {
            if index > 0 {
                let (stage, last) = (index + 1, branches.count)
                branches.append(
                    try Self.unit(&b, "transition\(stage).\(last).0", branches[last - 1], width << last, stride: 2))
            }
            for module in 0..<modules { branches = try exchange(&b, "stage\(index + 2).\(module)", branches) }
        }

        let size = b.shape(of: branches[0]).size
        let raised = try branches.enumerated().map { index, branch in
            index == 0 ? branch : try b.resize("last_layer.resize\(index)", branch, to: size)
        }
        var y = try b.concat("last_layer.concat", raised)
        y = try b.convolution("last_layer.0", y, b.shape(of: y).channels, kernel: 1, hasBias: true)
        y = try b.relu("last_layer.2", b.batchNorm("last_layer.1", y))
        try b.output(b.convolution("last_layer.3", y, classes, kernel: 1, hasBias: true))
        return b.network
    }

    /// A module: basic blocks in every branch, then every branch gets the sum of all, brought to its size and width.
    private func exchange(_ b: inout NetworkBuilder, _ name: String, _ input: [String]) throws -> [String] {
        let branches = try input.enumerated().map { index, branch in
            try (0..<blocks).reduce(branch) { x, block in
                try Self.basicBlock(&b, "\(name).branches.\(index).\(block)", x, channels: width << index)
            }
        }
        return try branches.indices.map { target in
            var sum: String?
            for source in branches.indices {
                let term = try fuse(&b, "\(name).fuse_layers.\(target)", branches, from: source, to: target)
                sum = try sum.map { try b.add("\(name).fuse_layers.\(target).add\(source)", $0, term) } ?? term
            }
            guard let sum else { preconditionFailure("a module without branches") }
            return try b.relu("\(name).fuse_layers.\(target).relu", sum)
        }
    }

    /// One branch as another sees it: 1×1 and enlarged where it is smaller, 3×3 of stride 2 in a row where it is larger.
    private func fuse(
        _ b: inout NetworkBuilder, _ name: String, _ branches: [String], from source: Int, to target: Int
    ) throws -> String {
        var x = branches[source]
        if source > target {
            x = try b.convolution("\(name).\(source).0", x, width << target, kernel: 1)
            x = try b.batchNorm("\(name).\(source).1", x)
            return try b.resize("\(name).\(source).resize", x, to: b.shape(of: branches[target]).size)
        }
        for step in source..<target {
            let (module, isLast) = ("\(name).\(source).\(step - source)", step == target - 1)
            x = try b.convolution("\(module).0", x, width << (isLast ? target : source), kernel: 3, stride: 2)
            x = try b.batchNorm("\(module).1", x)
            if !isLast { x = try b.relu("\(module).2", x) }
        }
        return x
    }

    /// `relu(bn(conv x))`, 3×3.
    private static func unit(
        _ b: inout NetworkBuilder, _ name: String, _ input: String, _ channels: Int, stride: Int
    ) throws -> String {
        let x = try b.convolution("\(name).0", input, channels, kernel: 3, stride: stride)
        return try b.relu("\(name).2", b.batchNorm("\(name).1", x))
    }

    /// `relu(bn2(conv2(relu(bn1(conv1 x)))) + x)`, both convolutions 3×3 (He et al. 2016).
    private static func basicBlock(
        _ b: inout NetworkBuilder, _ name: String, _ input: String, channels: Int
    ) throws -> String {
        var x = try b.convolution("\(name).conv1", input, channels, kernel: 3)
        x = try b.relu("\(name).relu", b.batchNorm("\(name).bn1", x))
        x = try b.convolution("\(name).conv2", x, channels, kernel: 3)
        x = try b.batchNorm("\(name).bn2", x)
        return try b.relu("\(name).relu_1", b.add("\(name).add", x, input))
    }

    /// `relu(bn3(conv3(relu(bn2(conv2(relu(bn1(conv1 x))))))) + shortcut(x))`: 1×1, 3×3, 1×1 to `4·planes`.
    private static func bottleneck(
        _ b: inout NetworkBuilder, _ name: String, _ input: String, planes: Int
    ) throws -> String {
        var x = input
        for (index, kernel) in [1, 3].enumerated() {
            x = try b.convolution("\(name).conv\(index + 1)", x, planes, kernel: kernel)
            x = try b.batchNorm("\(name).bn\(index + 1)", x)
            x = try b.relu("\(name).relu\(index == 0 ? "" : "_1")", x)
        }
        x = try b.convolution("\(name).conv3", x, 4 * planes, kernel: 1)
        x = try b.batchNorm("\(name).bn3", x)
        var shortcut = input
        if b.shape(of: input).channels != 4 * planes {
            shortcut = try b.convolution("\(name).downsample.0", input, 4 * planes, kernel: 1)
            shortcut = try b.batchNorm("\(name).downsample.1", shortcut)
        }
        return try b.relu("\(name).relu_2", b.add("\(name).add", x, shortcut))
    }
}
