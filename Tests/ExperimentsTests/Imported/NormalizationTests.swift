import Compute
import DeltaSearch
import Foundation
import Networks
import StudentSpace
import Testing
import Training
import VideoData

@testable import Experiments

/// How frames become an imported network's input.
@Suite struct NormalizationTests {
    /// BGR in 0...255, as Caffe's models.
    private static let caffe = FrameNormalization(
        mean: [103.939, 116.779, 123.68], std: [57, 58, 59], channelOrder: .bgr, pixelRange: 255)
    private static let half = FrameNormalization(mean: [0.5, 0.5, 0.5], std: [0.5, 0.25, 0.125])

    /// Scores of a teacher on a street.
    private func scores(_ path: String, _ normalization: FrameNormalization?) throws -> [Float] {
        let teacher = try TeacherNetwork(
            model: path, classes: nil, input: nil, normalization: normalization
        ).teacher(weights: path)
        let plan = try Plan(teacher.network, parameters: ParameterStore(teacher.parameters))
        let image = try Streets(seed: 9, size: FrameSize(height: 32, width: 48)).frame(at: 0)
        teacher.normalization.write(image, to: plan.tensor(teacher.frame))
        try plan.forward()
        return plan.tensor(teacher.scores).values
    }

    /// A network behind what undoes ImageNet's normalisation and does another: a 1×1 convolution.
    private func behind(_ normalization: FrameNormalization, _ parameters: Parameters) throws -> (Network, Parameters) {
        let network = try TinyModel.network(channels: 5) { b, frame in
            try b.convolution("prepare", frame, 3, kernel: 1, hasBias: true)
        }
        let (mean, std) = FrameNormalization.imageNet()
        var weight = [Float](repeating: 0, count: 9)
        var bias = [Float](repeating: 0, count: 3)
        for channel in 0..<3 {
            let colour = normalization.channelOrder == .rgb ? channel : 2 - channel
            let range = Double(normalization.pixelRange)
            weight[3 * channel + colour] = Float(std[colour] * range / normalization.std[channel])
            bias[channel] = Float((mean[colour] * range - normalization.mean[channel]) / normalization.std[channel])
        }
        var all = parameters
        all["prepare.weight"] = Parameters.Value(shape: [3, 3, 1, 1], values: weight)
        all["prepare.bias"] = Parameters.Value(shape: [3], values: bias)
        return (network, all)
    }

    @Test(arguments: [caffe, half]) func equalsOneInsideTheModel(_ normalization: FrameNormalization?) throws {
        let normalization = try #require(normalization)
        let model = try TinyModel()
        let network = try TinyModel.network(channels: 5)
        let parameters = try network.initialParameters(seed: 3)
        try TinyModel.write(network, parameters, to: model.modelPath)
        let (whole, all) = try behind(normalization, parameters)
        try TinyModel.write(whole, all, to: model.file("whole.onnx"))

        let expected = try scores(model.file("whole.onnx"), nil)
        let found = try scores(model.modelPath, normalization)
        let usual = try scores(model.modelPath, nil)
        let range = (expected.max() ?? 0) - (expected.min() ?? 0)
        func distance(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).map { abs($0 - $1) }.max() ?? .infinity }
        #expect(distance(found, expected) < 1e-4 * range)
        #expect(distance(usual, expected) > 1e-2 * range)
    }

    @Test func imageNetSaidIsImageNet() throws {
        let (mean, std) = FrameNormalization.imageNet()
        #expect(Normalization(FrameNormalization(mean: mean, std: std)) == .imageNet)
        #expect(Normalization(nil as FrameNormalization?) == .imageNet)
    }

    @Test func isCarriedFromTheSpaceToTheStudent() throws {
        let model = try TinyModel()
        let network = try TinyModel.network(channels: 5)
        try TinyModel.write(network, network.initialParameters(seed: 3), to: model.modelPath)
        try model.search(normalization: Self.caffe)
        #expect(try SpaceFile.read(model.spacePath).teacher.normalization == Self.caffe)
        let spec = try model.derive()[0].spec
        #expect(spec.teacher.model?.normalization == Self.caffe)
        let loaded = try StudentFiles.load(model.specPath)
        #expect(loaded.teacher.normalization == Normalization(Self.caffe))
        #expect(loaded.teacher.normalization.isBGR)
        #expect(try VerifyJob(specPath: model.specPath).run().findings.isEmpty)

        var export = ExportJob(specPath: model.specPath, output: model.file("onnx"))
        export.check = ExportCheck()
        #expect(try export.run().comparison?.holds == true)
        let readme = try String(contentsOfFile: model.file("onnx/README.md"), encoding: .utf8)
        #expect(readme.contains("mean = np.float32([103.939, 116.779, 123.68])"))
        #expect(readme.contains("bgr = cv2.resize(picture, (48, 32))"))
        #expect(readme.contains("(bgr.astype(np.float32) - mean) / deviation"))
        #expect(!readme.contains("BGR2RGB"))
    }

    @Test func builtInArchitecturesKeepTheirs() throws {
        let text = """
            {
              "format": "deltanas.space/1", "name": "x", "input": "64x64", "keyframeInterval": 4, "data": "streets:1",
              "teacher": {
                "architecture": "ddrnet-23-slim", "classes": 11, "weights": "t.safetensors",
                "normalization": {"mean": [0.5, 0.5, 0.5], "std": [1, 1, 1]}
              },
              "sites": [{"match": "*", "candidates": ["teacher"]}]
            }
            """
        let file = try SpaceFile(JSONParser.parse(Array(text.utf8), file: "x.json"), file: "x.json")
        #expect(throws: SettingError.normalization(file: "x.json", architecture: "ddrnet-23-slim")) {
            try ResolvedSpace(file, text: text)
        }
    }
}
