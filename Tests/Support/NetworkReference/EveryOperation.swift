public import Networks
import RandomStreams

/// Random teachers with every operation that a teacher may have: blocks in random order, each from maps of one size that
/// were made before to a new one.
public enum EveryOperation {
    /// - Parameter size: of the frame and of all maps between blocks; even, at least 6×8.
    public static func teacher(seed: UInt64, size: Size = Size(height: 6, width: 8)) throws -> Network {
        let shape = FeatureShape(height: size.height, width: size.width, channels: 4)
        var stream = RandomStream(seed: seed, stream: "every-operation")
        var b = NetworkBuilder(name: "every operation \(seed)")
        var maps = [try b.input("frame", shape)]
        var rest = blocks
        while !rest.isEmpty {
            let block = rest.remove(at: stream.integer(below: rest.count))
            // The latest map more often than others, so that changes travel far.
            let first = stream.bool() ? maps[maps.count - 1] : maps[stream.integer(below: maps.count)]
            let second = maps[stream.integer(below: maps.count)]
            maps.append(try block(&b, "n\(maps.count)", first, second))
        }
        let all = try b.append("all", .concat(Concat()), Array(maps.suffix(6)))
        let norm = try b.append("all.norm", .layerNorm(LayerNorm()), [all])
        try b.output(
            b.append("classes", .convolution(Convolution(outputChannels: 3, kernel: Size(1), hasBias: true)), [norm]))
        return b.network
    }

    typealias Block =
        @Sendable (
            _ b: inout NetworkBuilder, _ name: String, _ x: String, _ y: String
        ) throws -> String

    private static let functions: [Nonlinearity] = [
        .relu, .leakyRelu(slope: 0.1), .clip(low: 0, high: 6), .sigmoid, .hardSigmoid(slope: 0.2, offset: 0.5),
        .hardSwish, .silu, .gelu, .geluTanh, .tanh, .elu(alpha: 1), .softplus, .mish, .absolute,
    ]

    private static var blocks: [Block] {
        functions.map { function in { b, name, x, _ in try b.append(name, .activation(Activation(function)), [x]) } }
            + linear + pointwiseAndProducts + fallingBack
    }

    private static func single(_ operation: Operation) -> Block {
        { b, name, x, _ in try b.append(name, operation, [x]) }
    }

    private static let same = Padding(vertical: 1, horizontal: 1)

    private static let linear: [Block] = [
        single(.convolution(Convolution(outputChannels: 4, kernel: Size(3), hasBias: true))),
        single(.convolution(Convolution(outputChannels: 4, kernel: Size(3), groups: 4))),
        single(
            .transposedConvolution(
                TransposedConvolution(outputChannels: 4, kernel: Size(3), padding: same, hasBias: true))),
        single(.channelAffine(ChannelAffine(hasBias: true))),
        single(.averagePool(AveragePool(kernel: Size(3), stride: Size(1), padding: same, countsPadding: false))),
        single(.channelGather(ChannelGather([3, 1, 0, 2]))),
        { b, name, x, _ in
            let size = b.shape(of: x).size
            let padding = Padding(top: 1, left: 2, bottom: 0, right: 1)
            let padded = try b.append(name + ".pad", .pad(Pad(padding, .constant(0.5))), [x])
            let mirrored = try b.append(name + ".reflect", .pad(Pad(same, .reflect)), [padded])
            let mirror = Crop(
                rows: .init(begin: 1, count: size.height),
                columns: .init(begin: size.width + 1, count: size.width, step: -1))
            return try b.append(name, .crop(mirror), [mirrored])
        },
        { b, name, x, _ in
            let depth = try b.append(name + ".depth", .spaceToDepth(SpaceToDepth(block: 2, order: .pixelsFirst)), [x])
            return try b.append(name, .depthToSpace(DepthToSpace(block: 2, order: .channelsFirst)), [depth])
        },
        { b, name, x, _ in
            let size = b.shape(of: x).size
            let gather = PositionGather(
                rows: (0..<size.height).map { $0 * $0 % size.height }, columns: (0..<size.width).reversed())
            let gathered = try b.append(name + ".gather", .positionGather(gather), [x])
            let across = Rearrange(
                sizes: [size.height, size.width, 4], order: [2, 0, 1],
                to: FeatureShape(height: 4, width: size.area, channels: 1))
            let flat = try b.append(name + ".flat", .rearrange(across), [gathered])
            let back = Rearrange(sizes: [4, size.area], order: [1, 0], to: b.shape(of: x))
            return try b.append(name, .rearrange(back), [flat])
        },
        { b, name, x, _ in
            let small = try b.append(
                name + ".small", .resample(Resample(to: Size(height: 3, width: 5), .linear, .alignCorners)), [x])
            let cubic = Resample(to: b.shape(of: x).size, .cubic(coefficient: -0.75, excludesOutside: false))
            return try b.append(name, .resample(cubic), [small])
        },
        { b, name, x, _ in
            let pool = try b.globalAveragePool(name + ".pool", x)
            return try b.resize(name, pool, to: b.shape(of: x).size)
        },
        { b, name, x, y in try b.add(name, x, y) },
        { b, name, x, y in try b.append(name, .subtract(Subtract()), [x, y]) },
        { b, name, x, y in
            let both = try b.concat(name + ".concat", [x, y])
            return try b.convolution(name, both, 4, kernel: 1)
        },
        { b, name, x, _ in
            let mean = try b.append(name + ".mean", .channelMean(ChannelMean()), [x])
            return try b.append(name, .subtract(Subtract()), [x, mean])
        },
        // Beside constants: scaled, shifted, divided.
        { b, name, x, _ in
            let row = FeatureShape(height: 1, width: b.shape(of: x).width, channels: 4)
            let constant = try b.append(name + ".constant", .constant(Constant(row)), [])
            let positive = try b.append(name + ".exp", .activation(Activation(.exponential)), [constant])
            let scaled = try b.append(name + ".scaled", .multiply(Multiply()), [positive, x])
            let shifted = try b.append(name + ".shifted", .add(Add()), [scaled, constant])
            return try b.append(name, .divide(Divide()), [shifted, positive])
        },
    ]

    private static let pointwiseAndProducts: [Block] = [
        single(.prelu(PReLU())),
        // Squeeze and excite.
        { b, name, x, _ in
            let pool = try b.globalAveragePool(name + ".pool", x)
            let hidden = try b.convolution(name + ".reduce", pool, 2, kernel: 1, hasBias: true)
            let active = try b.append(name + ".silu", .activation(Activation(.silu)), [hidden])
            let gate = try b.convolution(name + ".expand", active, 4, kernel: 1, hasBias: true)
            let bounded = try b.append(name + ".gate", .activation(Activation(.sigmoid)), [gate])
            return try b.append(name, .multiply(Multiply()), [x, bounded])
        },
        { b, name, x, y in
            let bounded = try b.append(name + ".tanh", .activation(Activation(.tanh)), [y])
            return try b.append(name, .multiply(Multiply()), [bounded, x])
        },
        { b, name, x, _ in
            let bounded = try b.append(name + ".tanh", .activation(Activation(.tanh)), [x])
            return try b.append(name, .multiply(Multiply()), [bounded, bounded])
        },
    ]

    private static let fallingBack: [Block] = [
        single(.maxPool(MaxPool(kernel: Size(3), stride: Size(1), padding: same))),
        single(.softmax(Softmax())),
        single(.layerNorm(LayerNorm())),
        // Attention in two heads.
        { b, name, x, y in
            let shape = b.shape(of: x)
            let count = shape.positions
            let heads = Rearrange(
                sizes: [count, 2, 2], order: [1, 0, 2], to: FeatureShape(height: 2, width: count, channels: 2))
            let keys = Rearrange(
                sizes: [count, 2, 2], order: [1, 2, 0], to: FeatureShape(height: 2, width: 2, channels: count))
            let query = try b.append(name + ".query", .rearrange(heads), [x])
            let key = try b.append(name + ".key", .rearrange(keys), [y])
            let scores = try b.append(name + ".scores", .matrixProduct(MatrixProduct()), [query, key])
            let weights = try b.append(name + ".softmax", .softmax(Softmax()), [scores])
            let mixed = try b.append(name + ".mixed", .matrixProduct(MatrixProduct()), [weights, query])
            let back = Rearrange(sizes: [2, count, 2], order: [1, 0, 2], to: shape)
            return try b.append(name, .rearrange(back), [mixed])
        },
        { b, name, x, _ in
            let norm = try b.append(name + ".norm", .groupNorm(GroupNorm(groups: 2)), [x])
            return try b.append(name, .channelAffine(ChannelAffine(hasBias: true)), [norm])
        },
        { b, name, x, y in
            let bounded = try b.append(name + ".tanh", .activation(Activation(.tanh)), [y])
            let divisor = try b.append(name + ".exp", .activation(Activation(.exponential)), [bounded])
            return try b.append(name, .divide(Divide()), [x, divisor])
        },
        // Two that read one tensor, and one that reads only what falls back.
        { b, name, x, _ in
            let active = try b.relu(name + ".relu", x)
            let pool = try b.append(
                name + ".max", .maxPool(MaxPool(kernel: Size(2), stride: Size(2))), [active])
            let softmax = try b.append(name + ".softmax", .softmax(Softmax()), [active])
            let again = try b.append(name + ".again", .softmax(Softmax()), [pool])
            let up = try b.append(
                name + ".up", .resample(Resample(to: b.shape(of: x).size, .nearest(.floor), .asymmetric)), [again])
            return try b.add(name, up, softmax)
        },
    ]
}
