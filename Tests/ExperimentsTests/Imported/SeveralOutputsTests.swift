import DeltaSearch
import Foundation
import Networks
import StudentSpace
import Testing
import VideoData

@testable import Experiments

/// A model of two outputs, both of which are distilled.
@Suite struct SeveralOutputsTests {
    private static let derived = Result {
        let model = try TinyModel()
        var b = NetworkBuilder(name: "pyramid")
        let frame = try b.input("frame", FeatureShape(height: 32, width: 48, channels: 3))
        let stem = try b.relu("stem.relu", b.convolution("stem", frame, 8, kernel: 3, stride: 2, hasBias: true))
        let fine = try b.relu("fine.relu", b.convolution("fine", stem, 8, kernel: 3, hasBias: true))
        let coarse = try b.relu("coarse.relu", b.convolution("coarse", fine, 12, kernel: 3, stride: 2, hasBias: true))
        let deep = try b.relu("deep.relu", b.convolution("deep", coarse, 12, kernel: 3, hasBias: true))
        try b.output(b.convolution("low", deep, 6, kernel: 1, hasBias: true))
        try b.output(b.convolution("high", fine, 4, kernel: 1, hasBias: true))
        try TinyModel.write(b.network, b.network.initialParameters(seed: 8), to: model.modelPath)
        try model.search(outputs: ["scores", "scores_1"])
        _ = try model.derive()
        return model
    }

    @Test func bothAreNamedInSpaceAndSpec() throws {
        let model = try Self.derived.get()
        #expect(try SpaceFile.read(model.spacePath).teacher.outputs == ["scores", "scores_1"])
        let loaded = try StudentFiles.load(model.specPath)
        #expect(loaded.spec.teacher.model?.outputs == ["scores", "scores_1"])
        #expect(loaded.teacher.outputs.count == 2)
        #expect(loaded.teacher.classes == 6)
        #expect(try VerifyJob(specPath: model.specPath).run().findings.isEmpty)
        #expect(loaded.spec.use.deltaFrameMACs <= loaded.spec.budget?.deltaFrameLimitMACs ?? 0)
    }

    /// The second output has a site of its own, `high`, which no gradient of the first reaches.
    @Test func damageOfEachOutputCounts() throws {
        let model = try Self.derived.get()
        let loaded = try StudentFiles.load(model.specPath)
        let collector = try StatisticsCollector(loaded.teacher, pool: .init(count: 1), seed: 0)
        let streets = Streets(seed: 3, size: FrameSize(height: 32, width: 48), frames: 4)
        try collector.add([FrameWindow(frames: 0..<4)], of: streets)
        for statistics in collector.statistics {
            #expect(statistics.fisherSums.trace > 0, "\(statistics.site.name)")
        }
    }

    @Test func streamHasBoth() throws {
        let model = try Self.derived.get()
        let loaded = try StudentFiles.load(model.specPath)
        let runner = try StreamRunner(loaded.teacher, loaded.student, interval: 4)
        let exact = try StreamRunner(loaded.teacher, loaded.student, interval: 1)
        let streets = Streets(seed: 5, size: FrameSize(height: 32, width: 48))
        for index in 0..<6 {
            let image = try streets.frame(at: index)
            let frame = try runner.process(image)
            let taught = try exact.process(image)
            #expect(frame.outputs.map(\.shape.channels) == [6, 4])
            #expect(frame.outputs.map(\.shape.height) == [8, 16])
            for (own, other) in zip(frame.outputs, taught.outputs) {
                let error = zip(own.values, other.values).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
                let norm = other.values.reduce(0) { $0 + $1 * $1 }
                #expect(frame.isKey ? error == 0 : error > 0 && error < 0.2 * norm)
            }
        }
    }

    @Test func bothAreExported() throws {
        let model = try Self.derived.get()
        var export = ExportJob(specPath: model.specPath, output: model.file("onnx"))
        export.check = ExportCheck()
        #expect(try export.run().comparison?.holds == true)
        let readme = try String(contentsOfFile: model.file("onnx/README.md"), encoding: .utf8)
        #expect(readme.contains("scores, scores_1, *state = key.run"))
        #expect(readme.contains(#"delta.run(["scores", "scores_1"]"#))
        #expect(readme.contains("key.get_outputs()[2:]"))
    }

    @Test func isNotFinetuned() throws {
        let model = try Self.derived.get()
        #expect(throws: SettingError.severalOutputs(spec: model.specPath, count: 2)) {
            try FinetuneJob(
                FinetuneRequest(
                    specPath: model.specPath, data: "streets:3,frames=12", folder: model.file("tuned"),
                    configuration: FinetuneConfiguration(steps: 1)),
                databasePath: model.databasePath, workers: 1, command: "finetune")
        }
    }
}
