import Compute
import NetworkReference
import Networks
import Testing
import VideoData

/// The shared teacher on the shared clip, against what PyTorch made of it.
@Suite(.enabled(if: Shared.isAvailable, "needs ../shared")) struct TeacherTests {
    private static let classes = 11
    private static let size = Size(height: 360, width: 480)

    private static func network() throws -> Network {
        try Architecture(name: "ddrnet-23-slim").network(classes: classes, input: size)
    }

    private static func folded() throws -> (network: Network, parameters: Parameters) {
        let network = try network()
        let folding = BatchNormFolding(network)
        let checkpoint = try Parameters(checkpoint: SafetensorsFile(contentsOf: Shared.teacher), for: network)
        return (folding.network, try folding.parameters(checkpoint))
    }

    @Test func scoresMatchPyTorchWithBatchNorm() throws {
        let network = try Self.network()
        let parameters = try Parameters(checkpoint: SafetensorsFile(contentsOf: Shared.teacher), for: network)
        try Self.compare(network, parameters)
    }

    @Test func scoresMatchPyTorchWithBatchNormFolded() throws {
        let folded = try Self.folded()
        try Self.compare(folded.network, folded.parameters)
    }

    @Test func meanIoUIsPyTorchs() throws {
        let folded = try Self.folded()
        let plan = try Plan(folded.network, parameters: ParameterStore(folded.parameters))
        let clip = try FrameFolder(Shared.clip, classCount: Self.classes)
        var confusion = ConfusionMatrix(classCount: Self.classes)
        let output = folded.network.outputs[0]
        for index in 0..<(clip.frameCount ?? 0) {
            let (image, labels) = try clip.labelledFrame(at: index)
            plan.tensor("frame").assign(Self.normalised(image))
            try plan.forward()
            let scores = plan.tensor(output)
            let prediction = ScoreUpsampling.classes(
                scores.values, size: FrameSize(height: scores.shape.height, width: scores.shape.width),
                classCount: Self.classes, target: clip.size)
            confusion.add(prediction: prediction, labels: try #require(labels))
        }
        #expect(abs(try #require(confusion.meanIoU) - 0.653) < 0.002)
    }

    private static func compare(_ network: Network, _ parameters: Parameters) throws {
        let plan = try Plan(network, parameters: ParameterStore(parameters))
        let golden = try SafetensorsFile(contentsOf: Shared.golden)
        #expect(golden.tensors.count == 3)
        for tensor in golden.tensors {
            plan.tensor("frame").assign(normalised(try ImageFile.decodeRGB("\(Shared.clip)/image/\(tensor.name).png")))
            try plan.forward()
            let scores = plan.tensor(network.outputs[0])
            let expected = try golden.floats(tensor.name)
            let range = (expected.max() ?? 0) - (expected.min() ?? 0)
            let positions = scores.shape.positions
            #expect(tensor.shape == [classes, scores.shape.height, scores.shape.width])
            var worst: Float = 0
            for (index, value) in scores.values.enumerated() {
                // PyTorch's scores stand class by class.
                worst = max(worst, abs(value - expected[index % classes * positions + index / classes]))
            }
            #expect(worst < 1e-5 * range, "\(tensor.name) is off by \(worst) in a range of \(range)")
        }
    }

    private static func normalised(_ image: RGBImage) -> [Float] {
        let mean: [Float] = [0.485, 0.456, 0.406]
        let deviation: [Float] = [0.229, 0.224, 0.225]
        return image.pixels.enumerated().map { (Float($1) / 255 - mean[$0 % 3]) / deviation[$0 % 3] }
    }
}
