import Compute
import Foundation
import Networks
import Testing

/// Operations of imported networks against what PyTorch computed for them (scripts/goldens/onnx_op_goldens.py).
@Suite struct ImportedGoldenTests {
    @Test(arguments: cases.map(\.name)) func agreesWithPyTorch(_ name: String) throws {
        let test = try #require(Self.cases.first { $0.name == name })
        let expected = try #require(Self.goldens[name])
        let shape = FeatureShape(height: 4, width: 6, channels: 4)
        let network = Network(
            name: name, inputs: [Network.Input("x", shape)], nodes: [Node("y", test.operation, ["x"])],
            outputs: ["y"])
        var parameters = Parameters()
        for (name, definition) in try network.parameterDefinitions() {
            let values = (0..<definition.shape.reduce(1, *)).map { Float(cos(0.31 * Double($0))) }
            parameters[name] = Parameters.Value(shape: definition.shape, values: values)
        }
        let plan = try Plan(network, parameters: ParameterStore(parameters))
        plan.tensor("x").assign((0..<shape.count).map { test.factor * Float(sin(0.37 * Double($0))) })
        try plan.forward()
        let y = plan.tensor("y").values.map { Double($0) }
        let sum = y.enumerated().reduce(0) { $0 + cos(0.7 * Double($1.offset)) * $1.element }
        for (found, expected) in zip([y[0], y[y.count / 3], y[y.count - 1], sum], expected) {
            #expect(abs(found - expected) < 2e-5)
        }
    }

    private struct Case {
        var name: String
        var operation: Networks.Operation
        var factor: Float = 1
    }

    private static func same(_ padding: Int) -> Padding { Padding(vertical: padding, horizontal: padding) }

    private static func resample(
        _ height: Int, _ width: Int, _ interpolation: Resample.Interpolation, _ coordinates: Resample.Coordinates
    ) -> Networks.Operation {
        .resample(Resample(to: Size(height: height, width: width), interpolation, coordinates))
    }

    private static let functions: [(String, Nonlinearity)] = [
        ("leaky relu", .leakyRelu(slope: 0.1)), ("relu6", .clip(low: 0, high: 6)), ("sigmoid", .sigmoid),
        ("hard sigmoid", .hardSigmoid(slope: 1.0 / 6, offset: 0.5)), ("hard swish", .hardSwish), ("silu", .silu),
        ("gelu", .gelu), ("gelu tanh", .geluTanh), ("tanh", .tanh), ("elu", .elu(alpha: 1)), ("softplus", .softplus),
        ("mish", .mish),
    ]

    private static let cubic = Resample.Interpolation.cubic(coefficient: -0.75, excludesOutside: false)
    private static let pad = Padding(top: 0, left: 2, bottom: 3, right: 1)

    private static let cases: [Case] =
        functions.map { Case(name: $0, operation: .activation(Activation($1)), factor: 4) } + [
            Case(
                name: "transposed",
                operation: .transposedConvolution(
                    TransposedConvolution(
                        outputChannels: 3, kernel: Size(3), stride: Size(2), padding: same(1), outputPadding: Size(1),
                        hasBias: true))),
            Case(
                name: "transposed, grouped",
                operation: .transposedConvolution(
                    TransposedConvolution(
                        outputChannels: 2, kernel: Size(4), stride: Size(2), padding: same(1), groups: 2))),
            Case(
                name: "transposed, dilated",
                operation: .transposedConvolution(
                    TransposedConvolution(
                        outputChannels: 3, kernel: Size(height: 3, width: 2), stride: Size(height: 1, width: 2),
                        padding: Padding(vertical: 2, horizontal: 0), dilation: Size(height: 2, width: 1)))),
            Case(name: "prelu", operation: .prelu(PReLU()), factor: 4),
            Case(name: "max pool", operation: .maxPool(MaxPool(kernel: Size(3), stride: Size(2), padding: same(1)))),
            Case(
                name: "max pool, dilated",
                operation: .maxPool(
                    MaxPool(
                        kernel: Size(height: 2, width: 3), stride: Size(height: 1, width: 2), padding: same(1),
                        dilation: Size(height: 2, width: 1)))),
            Case(
                name: "average pool",
                operation: .averagePool(
                    AveragePool(kernel: Size(3), stride: Size(2), padding: same(1), countsPadding: false))),
            Case(name: "group norm", operation: .groupNorm(GroupNorm(groups: 2))),
            Case(name: "instance norm", operation: .groupNorm(GroupNorm(groups: 4))),
            Case(name: "layer norm", operation: .layerNorm(LayerNorm(epsilon: 1e-6))),
            Case(name: "softmax", operation: .softmax(Softmax())),
            Case(name: "linear, aligned corners", operation: resample(7, 9, .linear, .alignCorners)),
            Case(name: "cubic", operation: resample(7, 9, cubic, .halfPixel)),
            Case(name: "cubic, aligned corners", operation: resample(3, 5, cubic, .alignCorners)),
            Case(name: "nearest", operation: resample(7, 9, .nearest(.floor), .asymmetric)),
            Case(name: "nearest, exact", operation: resample(7, 9, .nearest(.preferCeil), .halfPixel)),
            Case(name: "reflect", operation: .pad(Pad(pad, .reflect))),
            Case(name: "edge", operation: .pad(Pad(pad, .edge))),
            Case(name: "constant", operation: .pad(Pad(pad, .constant(0.5)))),
            Case(name: "depth to space", operation: .depthToSpace(DepthToSpace(block: 2, order: .channelsFirst))),
            Case(name: "space to depth", operation: .spaceToDepth(SpaceToDepth(block: 2, order: .channelsFirst))),
            Case(name: "channel shuffle", operation: .channelGather(ChannelGather([0, 2, 1, 3]))),
            Case(
                name: "channels as columns",
                operation: .rearrange(
                    Rearrange(
                        sizes: [4, 6, 4], order: [2, 1, 0], to: FeatureShape(height: 4, width: 6, channels: 4)))),
            Case(
                name: "rows and columns picked",
                operation: .positionGather(PositionGather(rows: [3, 0, 0, 2], columns: [5, 1]))),
        ]

    /// The output's first value, that at a third, the last one, and the sum of `cos(0.7 i) yᵢ`.
    private static let goldens: [String: [Double]] = [
        "transposed": [1.3897051, 0.7907789, 0.4955953, -0.4974000],
        "transposed, grouped": [0.3523536, 1.9830984, -0.5586080, 0.4674780],
        "transposed, dilated": [-0.5463025, -2.3863649, 2.0973053, 2.3014688],
        "leaky relu": [0.0000000, -0.2656643, -0.2233683, 5.9014333],
        "relu6": [0.0000000, 0.0000000, 0.0000000, 6.3456774],
        "sigmoid": [0.5000000, 0.0655808, 0.0967663, 0.1226519],
        "hard sigmoid": [0.5000000, 0.0572262, 0.1277195, 0.0313497],
        "hard swish": [0.0000000, -0.1520295, -0.2852849, 7.9770064],
        "silu": [0.0000000, -0.1742246, -0.2161452, 7.2502060],
        "gelu": [0.0000000, -0.0104835, -0.0284839, 7.0170501],
        "gelu tanh": [0.0000000, -0.0100117, -0.0281921, 7.0177311],
        "tanh": [0.0000000, -0.9901969, -0.9773055, 1.1505311],
        "elu": [0.0000000, -0.9298166, -0.8928669, 6.3309860],
        "softplus": [0.6931472, 0.0678301, 0.1017739, 5.0135551],
        "mish": [0.0000000, -0.1799244, -0.2265490, 7.3010680],
        "prelu": [0.0000000, -2.6566429, -1.3353715, 2.0458656],
        "channels as columns": [0.0000000, -0.1872947, -0.5584207, 0.0079767],
        "rows and columns picked": [0.4947257, 0.9593748, 0.9975263, 2.4800191],
        "max pool": [0.9958808, 0.8987081, 0.9574299, -0.4834918],
        "max pool, dilated": [0.5182282, 0.9958808, 0.9074854, -1.4444162],
        "average pool": [0.1773445, 0.0852533, 0.0313414, 0.6159571],
        "group norm": [-0.0773964, -1.0347385, -0.8543485, 0.6955812],
        "instance norm": [-0.0762476, -1.0326051, -0.8399720, 0.6946394],
        "layer norm": [-1.4318955, -1.3054692, -1.3288479, -1.1459270],
        "softmax": [0.1460424, 0.1395673, 0.1371151, -0.2220404],
        "linear, aligned corners": [0.0000000, -0.6817320, -0.5584207, -0.2368483],
        "cubic": [-0.1578359, -0.8375721, -0.8418539, -1.2443173],
        "cubic, aligned corners": [0.0000000, -0.3121755, -0.5584207, 0.5421511],
        "nearest": [0.0000000, -0.6641607, -0.5584207, 3.4972348],
        "nearest, exact": [0.0000000, -0.6641607, -0.5584207, 4.8217901],
        "reflect": [0.1805963, 0.3805991, 0.6793047, -0.5846111],
        "edge": [0.0000000, 0.3805991, -0.5584207, 1.3638721],
        "constant": [0.5000000, 0.3805991, 0.5000000, -0.1721791],
        "depth to space": [0.0000000, 0.7882521, -0.5584207, -0.2499535],
        "space to depth": [0.0000000, -0.3552535, -0.5584207, 0.0205777],
        "channel shuffle": [0.0000000, -0.6641607, -0.5584207, 0.5455602],
    ]
}
