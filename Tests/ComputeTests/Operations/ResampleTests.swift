import Compute
import Networks
import RandomStreams
import Testing

@Suite struct ResampleTests {
    @Test(arguments: cases.flatMap(\.withBatches))
    func agreesWithReference(_ test: OperationCase) throws { try ReferenceCheck(test).run() }

    private static let coordinates: [Resample.Coordinates] = [
        .halfPixel, .pytorchHalfPixel, .alignCorners, .asymmetric, .halfPixelSymmetric,
    ]
    private static let interpolations: [Resample.Interpolation] = [
        .linear, .nearest(.preferFloor), .nearest(.preferCeil), .nearest(.floor), .nearest(.ceil),
        .cubic(coefficient: -0.75, excludesOutside: false), .cubic(coefficient: -0.5, excludesOutside: true),
    ]
    /// Twice as large, smaller, odd, and to one row.
    private static let sizes = [
        Size(height: 8, width: 12), Size(height: 2, width: 3), Size(height: 5, width: 7), Size(height: 1, width: 4),
    ]

    static let cases: [OperationCase] =
        coordinates.flatMap { coordinates in
            interpolations.flatMap { interpolation in
                sizes.map { size in
                    make(
                        "\(interpolation) to \(size), \(coordinates)", Resample(to: size, interpolation, coordinates))
                }
            }
        }
        + [
            make(
                "linear by stated scales",
                Resample(
                    to: Size(height: 6, width: 9), .linear, .halfPixel, scale: .init(vertical: 1.7, horizontal: 1.6))),
            make(
                "nearest by stated scales, symmetric",
                Resample(
                    to: Size(height: 6, width: 9), .linear, .halfPixelSymmetric,
                    scale: .init(vertical: 1.7, horizontal: 1.6))),
        ]

    private static func make(_ name: String, _ resample: Resample) -> OperationCase {
        OperationCase(
            name, [FeatureShape(height: 4, width: 6, channels: 2)], relativeError: 4e-6,
            [Node("y", .resample(resample), ["x0"])])
    }

    /// The general form and the one that networks use most.
    @Test func linearIsResizeBilinear() throws {
        let shape = FeatureShape(height: 5, width: 7, channels: 4)
        let size = Size(height: 12, width: 9)
        var network = Network(name: "two", inputs: [Network.Input("x", shape)])
        network.nodes = [
            Node("a", .resample(Resample(to: size, .linear)), ["x"]),
            Node("b", .resizeBilinear(ResizeBilinear(to: size)), ["x"]),
        ]
        network.outputs = ["a", "b"]
        let plan = try Plan(network, parameters: ParameterStore(Parameters()))
        var stream = RandomStream(seed: 3, stream: "resample")
        plan.tensor("x").assign((0..<shape.count).map { _ in Float(stream.normal()) })
        try plan.forward()
        let worst = zip(plan.tensor("a").values, plan.tensor("b").values).map { abs($0 - $1) }.max() ?? 1
        #expect(worst < 2e-6)
    }
}
