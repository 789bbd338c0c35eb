import Compute
import Foundation
import Networks
import Testing

/// Operations and a residual block against what PyTorch computed for them (scripts/goldens/op_goldens.py).
@Suite struct GoldenTests {
    @Test(arguments: cases)
    func agreesWithPyTorch(_ golden: GoldenCase) throws { try golden.run() }

    static let cases: [GoldenCase] =
        [
            .convolution("conv-3x3-bias", 5, Size(3), hasBias: true),
            .convolution("conv-3x3-stride2", 3, Size(3), stride: Size(2)),
            .convolution("conv-1x1-stride2", 6, Size(1), stride: Size(2)),
            .convolution("conv-3x1", 4, Size(height: 3, width: 1), stride: Size(height: 2, width: 1)),
            .convolution("conv-1x3", 4, Size(height: 1, width: 3), stride: Size(height: 1, width: 2)),
            .convolution("conv-depthwise", 6, Size(3), groups: 6),
            .convolution("conv-grouped-stride2", 6, Size(3), stride: Size(2), groups: 2, hasBias: true),
            .convolution(
                "conv-dilated", 3, Size(3), padding: Padding(vertical: 2, horizontal: 2), dilation: Size(2)),
        ]
        + [(5, 2), (9, 4), (17, 8)].map { kernel, stride in
            let padding = Padding(vertical: kernel / 2, horizontal: kernel / 2)
            let pool = AveragePool(kernel: Size(kernel), stride: Size(stride), padding: padding)
            return GoldenCase("pool-\(kernel)", [Node("y", .averagePool(pool), ["x"])])
        }
        + [GoldenCase("pool-global", [Node("y", .globalAveragePool(GlobalAveragePool()), ["x"])])]
        + [("up2", 6, 8), ("odd", 7, 9), ("down", 3, 4), ("broadcast", 4, 8)].map { name, height, width in
            let resize = ResizeBilinear(to: Size(height: height, width: width))
            return GoldenCase("resize-\(name)", [Node("y", .resizeBilinear(resize), ["x"])])
        }
        + [("train", .batch), ("eval", .running)].flatMap { name, mode in
            [
                GoldenCase("norm-\(name)", [Node("bn", .batchNorm(BatchNorm()), ["x"])], batchNorm: mode),
                GoldenCase("block-\(name)", block, batchNorm: mode),
            ]
        }

    private static let block: [Node] = {
        func convolution(_ kernel: Int, stride: Int) -> Networks.Operation {
            .convolution(Convolution(outputChannels: 6, kernel: Size(kernel), stride: Size(stride)))
        }
        let norm = Networks.Operation.batchNorm(BatchNorm())
        let relu = Networks.Operation.activation(Activation(.relu))
        return [
            Node("conv1", convolution(3, stride: 2), ["x"]), Node("bn1", norm, ["conv1"]),
            Node("relu1", relu, ["bn1"]), Node("conv2", convolution(3, stride: 1), ["relu1"]),
            Node("bn2", norm, ["conv2"]), Node("shortcut", convolution(1, stride: 2), ["x"]),
            Node("shortcut_bn", norm, ["shortcut"]), Node("sum", .add(Add()), ["bn2", "shortcut_bn"]),
            Node("y", relu, ["sum"]),
        ]
    }()
}

/// One case of the golden file: the network that computes it.
struct GoldenCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let nodes: [Node]
    let batchNorm: PlanOptions.BatchNormMode

    init(_ name: String, _ nodes: [Node], batchNorm: PlanOptions.BatchNormMode = .running) {
        testDescription = name
        self.nodes = nodes
        self.batchNorm = batchNorm
    }

    static func convolution(
        _ name: String, _ channels: Int, _ kernel: Size, stride: Size = Size(1), padding: Padding? = nil,
        dilation: Size = Size(1), groups: Int = 1, hasBias: Bool = false
    ) -> GoldenCase {
        let operation = Convolution(
            outputChannels: channels, kernel: kernel, stride: stride, padding: padding, dilation: dilation,
            groups: groups, hasBias: hasBias)
        return GoldenCase(name, [Node("y", .convolution(operation), ["x"])])
    }

    func run() throws {
        let file = try Self.file()
        func golden(_ name: String) throws -> [Float] { try file.floats("\(testDescription)/\(name)") }
        let extent = try file.tensor("\(testDescription)/x").shape
        let output = nodes[nodes.count - 1].name
        let network = Network(
            name: testDescription,
            inputs: [Network.Input("x", FeatureShape(height: extent[1], width: extent[2], channels: extent[3]))],
            nodes: nodes, outputs: [output])
        var parameters = Parameters()
        for (name, definition) in try network.parameterDefinitions() {
            parameters[name] = Parameters.Value(shape: definition.shape, values: try golden("p/\(name)"))
        }
        let plan = try Plan(
            network, parameters: ParameterStore(parameters),
            options: PlanOptions(
                batch: extent[0], batchNorm: batchNorm, differentiate: .init(parameters: { _ in true }, tensors: ["x"]))
        )
        plan.tensor("x").assign(try golden("x"))
        try plan.forward()
        Self.compare(plan.tensor(output).values, try golden("y"), "y")
        plan.gradient(output).assign(try golden("gy"))
        try plan.backward()
        Self.compare(plan.gradient("x").values, try golden("gx"), "gx")
        for name in plan.differentiatedParameters {
            let found = plan.parameterGradient(name).withUnsafeBufferPointer { Array($0) }
            Self.compare(found, try golden("g/\(name)"), name)
        }
        for statistics in plan.batchStatistics {
            for (role, new) in [("running_mean", statistics.meanValues), ("running_var", statistics.unbiasedVariance)] {
                let name = "\(statistics.node).\(role)"
                let updated = zip(parameters.value(name).values, new).map { 0.9 * $0 + 0.1 * $1 }
                Self.compare(updated, try golden("r/\(name)"), name)
            }
        }
    }

    /// Sums of at most 160 products, relative to the largest value of the tensor: 160 · 2⁻²⁴ = 10⁻⁵; a block chains two.
    private static func compare(_ found: [Float], _ expected: [Float], _ what: String) {
        #expect(found.count == expected.count)
        let tolerance = 2e-5 * max(expected.reduce(0) { max($0, abs($1)) }, 1)
        let worst = zip(found, expected).map { abs($0 - $1) }.max() ?? 0
        #expect(worst <= tolerance, "\(what) is off by \(worst)")
    }

    private static func file() throws -> SafetensorsFile {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        return try SafetensorsFile(contentsOf: folder.appending(path: "Goldens/operations.safetensors").path)
    }
}

extension Plan.BatchStatistics {
    fileprivate var meanValues: [Float] { mean.withUnsafeBufferPointer { Array($0) } }

    /// What PyTorch folds into its running variance.
    fileprivate var unbiasedVariance: [Float] {
        variance.withUnsafeBufferPointer { $0.map { $0 * Float(population) / Float(population - 1) } }
    }
}
