import Compute
import DeltaSearch
import Foundation
import Networks
import StudentSpace
import Testing
import VideoData

@testable import Experiments

/// A model whose output is features: a backbone.
@Suite struct FeaturesTests {
    private static let derived = Result {
        let model = try TinyModel()
        let network = try TinyModel.network(channels: 40)
        var parameters = try network.initialParameters(seed: 4)
        // As classes, one channel would win everywhere: a softmax over these is saturated.
        parameters["classes.bias"] = Parameters.Value(shape: [40], values: (0..<40).map { $0 == 7 ? 50 : 0 })
        try TinyModel.write(network, parameters, to: model.modelPath)
        try model.search(predicts: .features)
        _ = try model.derive()
        return model
    }

    @Test func spaceAndSpecSaySo() throws {
        let model = try Self.derived.get()
        #expect(try SpaceFile.read(model.spacePath).teacher.predicts == .features)
        let loaded = try StudentFiles.load(model.specPath)
        #expect(loaded.spec.teacher.model?.predicts == .features)
        #expect(loaded.teacher.predicts == .features)
        #expect(try VerifyJob(specPath: model.specPath).run().findings.isEmpty)
    }

    /// The budget is used: what is lost of features is seen.
    @Test func studentIsWorthItsBudget() throws {
        let spec = try StudentFiles.load(Self.derived.get().specPath).spec
        let limit = try #require(spec.budget?.deltaFrameLimitMACs)
        #expect(spec.use.deltaFrameMACs <= limit)
        let kept: [Candidate] = [.zero, .teacher]
        #expect(spec.sites.contains { !kept.contains($0.candidate) })
    }

    /// What is reported is 1 − mean `‖s − t‖² / ‖t‖²`, with fixed and with adaptive key frames.
    @Test func agreementIsWhatTheErrorsLeave() throws {
        let model = try Self.derived.get()
        let loaded = try StudentFiles.load(model.specPath)
        let runner = try StreamRunner(loaded.teacher, loaded.student, interval: 4)
        let exact = try StreamRunner(loaded.teacher, loaded.student, interval: 1)
        let streets = Streets(seed: 5, size: FrameSize(height: 32, width: 48))
        var sum = 0.0
        for index in 0..<8 {
            let image = try streets.frame(at: index)
            let (own, taught) = (try runner.process(image).scores.values, try exact.process(image).scores.values)
            var (error, energy) = (0.0, 0.0)
            for (s, t) in zip(own, taught) {
                error += (Double(s) - Double(t)) * (Double(s) - Double(t))
                energy += Double(t) * Double(t)
            }
            sum += error / energy
        }
        var job = EvaluateJob(specPath: model.specPath, data: "streets:5,frames=8", workers: 2)
        let evaluation = try job.run(.quiet).evaluation
        let share = try #require(evaluation.agreement.share)
        #expect(abs(share - (1 - sum / 8)) < 1e-6)
        #expect(share < 1)
        #expect(evaluation.student.meanIoU == nil)
        #expect(evaluation.temporal == nil)
        job.keyFrames = .adaptive(threshold: 0.02)
        #expect(try #require(try job.run(.quiet).evaluation.agreement.share) < 1)
    }

    @Test func nothingIsPaintedOrLearntFromLabels() throws {
        let model = try Self.derived.get()
        var run = RunJob(specPath: model.specPath, data: "streets:5,frames=4", threads: 1)
        run.output = model.file("pictures")
        #expect(throws: SettingError.noClasses(for: .pictures)) { try run.run(Interruption()) { _ in } }
        run.output = nil
        run.scores = model.file("features.npy")
        let report = try run.run(Interruption()) { _ in }
        #expect(report.frames.count == 4)
        let agreements = report.frames.compactMap(\.agreement)
        #expect(!agreements.isEmpty && agreements.allSatisfy { $0 > 0.5 })
        var settings = FinetuneJobTests.settings
        settings.labelWeight = 1
        #expect(throws: SettingError.noClasses(for: .labels)) {
            try FinetuneJob(
                FinetuneRequest(
                    specPath: model.specPath, data: ["streets:3,frames=12"], frames: nil, folder: model.file("tuned"),
                    configuration: settings),
                databasePath: model.databasePath, workers: 1, command: "finetune")
        }
    }

    @Test func builtInArchitecturesPredictClasses() throws {
        let space = try TinySpace()
        let file = try SpaceFile.read(space.spacePath)
        var teacher = file.teacher
        teacher.predicts = .features
        let changed = SpaceFile(
            file: space.file("features.json"), name: file.name, teacher: teacher, input: file.input,
            keyframeInterval: file.keyframeInterval, data: file.data, rules: file.rules)
        try changed.write(to: space.file("features.json"))
        #expect(throws: SettingError.features(file: space.file("features.json"), architecture: teacher.architecture)) {
            try ResolvedSpace(
                spacePath: space.file("features.json"),
                overrides: SpaceOverrides(teacher: space.file("teacher.safetensors")))
        }
    }
}
