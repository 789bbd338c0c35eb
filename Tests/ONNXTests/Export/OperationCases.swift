import NetworkReference
import Networks

/// One operation as a network: what its export is tested with.
struct OperationCase: Sendable, CustomStringConvertible {
    var name: String
    var inputs: [FeatureShape]
    var operation: Operation

    var description: String { name }

    init(_ name: String, _ inputs: [FeatureShape], _ operation: Operation) {
        self.name = name
        self.inputs = inputs
        self.operation = operation
    }

    /// The operation behind inputs `x0`, `x1`, …
    func network() throws -> Network {
        var builder = NetworkBuilder(name: name)
        let names = try inputs.enumerated().map { try builder.input("x\($0.offset)", $0.element) }
        try builder.output(builder.append("y", operation, names))
        return builder.network
    }

    private static let map = FeatureShape(height: 6, width: 7, channels: 4)
    private static let even = FeatureShape(height: 6, width: 8, channels: 4)

    static let all: [OperationCase] =
        convolutions + pools + pointwise + normalizations + resamplings + movements + joins

    private static let convolutions: [OperationCase] = [
        OperationCase(
            "convolution", [map],
            .convolution(
                Convolution(
                    outputChannels: 6, kernel: Size(height: 3, width: 2), stride: Size(height: 2, width: 1),
                    padding: Padding(top: 2, left: 0, bottom: 1, right: 1), dilation: Size(height: 1, width: 2),
                    groups: 2, hasBias: true))),
        OperationCase(
            "depthwise", [map], .convolution(Convolution(outputChannels: 4, kernel: Size(3), groups: 4))),
        OperationCase(
            "transposed-convolution", [map],
            .transposedConvolution(
                TransposedConvolution(
                    outputChannels: 6, kernel: Size(3), stride: Size(2),
                    padding: Padding(top: 1, left: 0, bottom: 0, right: 1), dilation: Size(height: 1, width: 2),
                    groups: 2, outputPadding: Size(1), hasBias: true))),
        OperationCase("batch-norm", [map], .batchNorm(BatchNorm())),
        OperationCase("channel-scale", [map], .channelAffine(ChannelAffine(hasBias: false))),
        OperationCase("channel-affine", [map], .channelAffine(ChannelAffine(hasBias: true))),
    ]

    private static let pools: [OperationCase] = [
        OperationCase(
            "max-pool", [map],
            .maxPool(MaxPool(kernel: Size(3), stride: Size(2), padding: Padding(vertical: 1, horizontal: 1)))),
        OperationCase(
            "max-pool-dilated", [map],
            .maxPool(
                MaxPool(
                    kernel: Size(2), stride: Size(1), padding: Padding(vertical: 2, horizontal: 2), dilation: Size(3)))),
        OperationCase(
            "average-pool-counting", [map],
            .averagePool(
                AveragePool(
                    kernel: Size(3), stride: Size(2), padding: Padding(top: 0, left: 1, bottom: 2, right: 1)))),
        OperationCase(
            "average-pool", [map],
            .averagePool(
                AveragePool(
                    kernel: Size(3), stride: Size(2), padding: Padding(top: 0, left: 1, bottom: 2, right: 1),
                    countsPadding: false))),
        OperationCase(
            "average-pool-wide", [map],
            .averagePool(
                AveragePool(
                    kernel: Size(height: 2, width: 3), stride: Size(4),
                    padding: Padding(top: 0, left: 1, bottom: 4, right: 0),
                    countsPadding: true))),
        OperationCase("global-average-pool", [map], .globalAveragePool(GlobalAveragePool())),
        OperationCase("channel-mean", [map], .channelMean(ChannelMean())),
    ]

    private static let functions: [Nonlinearity] = [
        .relu, .leakyRelu(slope: 0.1), .clip(low: 0, high: 6), .clip(low: -.infinity, high: 0.5),
        .clip(low: -0.5, high: .infinity), .sigmoid, .hardSigmoid(slope: 0.2, offset: 0.5), .hardSwish, .silu, .gelu,
        .geluTanh, .tanh, .elu(alpha: 0.7), .softplus, .mish, .absolute, .exponential,
    ]

    private static let pointwise: [OperationCase] =
        functions.enumerated().flatMap { index, function in
            [
                OperationCase("\(function.name)-\(index)", [map], .activation(Activation(function))),
                OperationCase(
                    "delta-\(function.name)-\(index)", [map, map], .deltaActivation(DeltaActivation(function))),
            ]
        } + [
            OperationCase("prelu", [map], .prelu(PReLU())),
            OperationCase("delta-prelu", [map, map], .deltaPReLU(DeltaPReLU())),
        ]

    private static let normalizations: [OperationCase] = [
        OperationCase("group-norm", [map], .groupNorm(GroupNorm(groups: 2))),
        OperationCase("instance-norm", [map], .groupNorm(GroupNorm(groups: 4, epsilon: 1e-3))),
        OperationCase("layer-norm", [map], .layerNorm(LayerNorm())),
        OperationCase("softmax", [map], .softmax(Softmax())),
    ]

    private static let resamplings: [OperationCase] = {
        let modes: [(String, Resample.Interpolation)] = [
            ("linear", .linear), ("nearest-prefer-floor", .nearest(.preferFloor)),
            ("nearest-prefer-ceil", .nearest(.preferCeil)), ("nearest-floor", .nearest(.floor)),
            ("nearest-ceil", .nearest(.ceil)), ("cubic", .cubic(coefficient: -0.75, excludesOutside: false)),
            ("cubic-excluding", .cubic(coefficient: -0.5, excludesOutside: true)),
        ]
        let coordinates: [(String, Resample.Coordinates)] = [
            ("half-pixel", .halfPixel), ("pytorch", .pytorchHalfPixel), ("corners", .alignCorners),
            ("asymmetric", .asymmetric), ("symmetric", .halfPixelSymmetric),
        ]
        let sizes = [Size(height: 12, width: 14), Size(height: 5, width: 9), Size(height: 3, width: 7)]
        var cases = modes.flatMap { mode in
            coordinates.flatMap { coordinate in
                sizes.map { size in
                    OperationCase(
                        "resample-\(mode.0)-\(coordinate.0)-\(size)", [map],
                        .resample(Resample(to: size, mode.1, coordinate.1)))
                }
            }
        }
        cases.append(
            OperationCase(
                "resample-scaled", [map],
                .resample(
                    Resample(
                        to: Size(height: 9, width: 11), .linear, .halfPixel,
                        scale: .init(vertical: 1.6, horizontal: 1.6)))))
        // A scale that comes to another size.
        cases.append(
            OperationCase(
                "resample-scaled-otherwise", [map],
                .resample(
                    Resample(
                        to: Size(height: 8, width: 10), .linear, .asymmetric,
                        scale: .init(vertical: 1.6, horizontal: 1.6)))))
        return cases + [
            OperationCase("resize-up", [map], .resizeBilinear(ResizeBilinear(to: Size(height: 24, width: 28)))),
            OperationCase("resize-odd", [map], .resizeBilinear(ResizeBilinear(to: Size(height: 11, width: 5)))),
        ]
    }()

    private static let movements: [OperationCase] = {
        let sides = Padding(top: 1, left: 2, bottom: 0, right: 3)
        return [
            OperationCase("pad-constant", [map], .pad(Pad(sides, .constant(-0.5)))),
            OperationCase("pad-reflect", [map], .pad(Pad(sides, .reflect))),
            OperationCase("pad-edge", [map], .pad(Pad(sides, .edge))),
            OperationCase(
                "crop", [map],
                .crop(Crop(rows: .init(begin: 1, count: 3, step: 2), columns: .init(begin: 2, count: 4)))),
            OperationCase(
                "crop-reversed", [map],
                .crop(Crop(rows: .init(begin: 5, count: 6, step: -1), columns: .init(begin: 6, count: 3, step: -2)))),
            OperationCase("gather", [map], .channelGather(ChannelGather([3, 1, 1, 0, 2]))),
            OperationCase("gather-slice", [map], .channelGather(ChannelGather(begin: 1, count: 2, step: 2))),
            OperationCase("gather-reversed", [map], .channelGather(ChannelGather(begin: 3, count: 4, step: -1))),
            OperationCase("gather-one", [map], .channelGather(ChannelGather([2]))),
            OperationCase(
                "depth-to-space-dcr", [FeatureShape(height: 2, width: 3, channels: 12)],
                .depthToSpace(DepthToSpace(block: 2, order: .pixelsFirst))),
            OperationCase(
                "depth-to-space-crd", [FeatureShape(height: 2, width: 3, channels: 12)],
                .depthToSpace(DepthToSpace(block: 2, order: .channelsFirst))),
            OperationCase("space-to-depth-dcr", [even], .spaceToDepth(SpaceToDepth(block: 2, order: .pixelsFirst))),
            OperationCase(
                "position-gather", [map], .positionGather(PositionGather(rows: [3, 0, 0, 5], columns: [6, 1, 1]))),
            OperationCase(
                "rearrange", [map],
                .rearrange(
                    Rearrange(
                        sizes: [3, 2, 7, 2, 2], order: [3, 0, 4, 2, 1],
                        to: FeatureShape(height: 6, width: 14, channels: 2)))),
            OperationCase("space-to-depth-crd", [even], .spaceToDepth(SpaceToDepth(block: 2, order: .channelsFirst))),
        ]
    }()

    private static let joins: [OperationCase] = {
        let gate = FeatureShape(height: 1, width: 1, channels: 4)
        let column = FeatureShape(height: 6, width: 1, channels: 1)
        return [
            OperationCase("add", [map, map], .add(Add())),
            OperationCase("subtract-broadcast", [column, map], .subtract(Subtract())),
            OperationCase("multiply-gate", [map, gate], .multiply(Multiply())),
            OperationCase(
                "matrix-product",
                [
                    FeatureShape(height: 3, width: 5, channels: 4),
                    FeatureShape(height: 3, width: 4, channels: 6),
                ], .matrixProduct(MatrixProduct())),
            OperationCase("divide", [map, FeatureShape(height: 6, width: 7, channels: 1)], .divide(Divide())),
            OperationCase(
                "concat", [map, FeatureShape(height: 6, width: 7, channels: 1), map], .concat(Concat())),
        ]
    }()
}
