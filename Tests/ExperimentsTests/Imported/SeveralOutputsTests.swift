import Compute
import Foundation
import Networks
import StudentSpace
import Testing
import VideoData

@testable import DeltaSearch
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
        let collector = try StatisticsCollector(loaded.teacher, pool: WorkerPool(count: 1), seed: 0)
        let streets = Streets(seed: 3, size: FrameSize(height: 32, width: 48), frames: 4)
        try collector.add([FrameWindow(0..<4)], of: streets)
        #expect(collector.statistics.count == 6)
        for statistics in collector.statistics {
            let fisher = statistics.fisherSums.matrix { Double($0) }
            #expect((0..<statistics.fisherSums.size).allSatisfy { fisher[$0, $0] > 0 }, "\(statistics.site.name)")
        }
    }

    @Test func streamHasBoth() throws {
        let model = try Self.derived.get()
        let loaded = try StudentFiles.load(model.specPath)
        let runner = try StreamRunner(loaded.teacher, loaded.student, interval: 4)
        let exact = try StreamRunner(loaded.teacher, loaded.student, interval: 1)
        let streets = Streets(seed: 5, size: FrameSize(height: 32, width: 48))
        var (errors, copies) = ([0, 0] as [Float], [0, 0] as [Float])
        var held: [[Float]] = []
        func distance(_ one: [Float], _ other: [Float]) -> Float {
            zip(one, other).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        }
        for index in 0..<8 {
            let image = try streets.frame(at: index)
            let frame = try runner.process(image)
            let taught = try exact.process(image).outputs.map(\.values)
            #expect(frame.outputs.map(\.shape.channels) == [6, 4])
            #expect(frame.outputs.map(\.shape.height) == [8, 16])
            if frame.isKey { held = taught }
            for output in 0..<2 {
                let error = distance(frame.outputs[output].values, taught[output])
                #expect((error == 0) == frame.isKey, "frame \(index)")
                errors[output] += error
                copies[output] += distance(held[output], taught[output])
            }
        }
        // Both are better than the key frame's held on to.
        #expect(errors[0] < 0.9 * copies[0])
        #expect(errors[1] < 0.9 * copies[1])
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
                    specPath: model.specPath, data: ["streets:3,frames=12"], frames: nil, folder: model.file("tuned"),
                    configuration: FinetuneJobTests.settings),
                databasePath: model.databasePath, workers: 1, command: "finetune")
        }
    }
}
