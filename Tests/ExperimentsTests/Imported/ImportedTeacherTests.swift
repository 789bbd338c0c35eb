import DeltaSearch
import Foundation
import Networks
import StudentSpace
import Testing
import VideoData

@testable import Experiments

/// Teachers from model files, from the space to the student's files.
@Suite struct ImportedTeacherTests {
    /// Scores of 300 channels, searched and derived.
    private static let wide = Result {
        let model = try TinyModel()
        let network = try TinyModel.network(channels: 300)
        try TinyModel.write(network, network.initialParameters(seed: 4), to: model.modelPath)
        try model.search()
        _ = try model.derive()
        return model
    }

    private static func copyOfWide() throws -> TinyModel {
        let copy = try TinyModel()
        try FileManager.default.copyItem(atPath: wide.get().file("student"), toPath: copy.file("student"))
        return copy
    }

    @Test func modelFileIsTheArchitectureThatItWasWrittenFrom() throws {
        let space = try TinySpace()
        let architecture = try Architecture(name: "ddrnet-23-slim")
        let network = try architecture.network(classes: 11, input: Size(height: 64, width: 64))
        let folding = BatchNormFolding(network)
        let checkpoint = try SafetensorsFile(contentsOf: space.file("teacher.safetensors"))
        try TinyModel.write(
            folding.network, folding.parameters(Parameters(checkpoint: checkpoint, for: network)),
            to: space.file("model.onnx"))

        let builtIn = try ResolvedSpace(
            spacePath: space.spacePath, overrides: SpaceOverrides(teacher: space.file("teacher.safetensors")))
        let imported = try ResolvedSpace(
            spacePath: space.spacePath, overrides: SpaceOverrides(teacher: space.file("model.onnx")))
        #expect(imported.sites.map(\.name) == builtIn.sites.map(\.name))
        #expect(imported.sites.map(\.convolution) == builtIn.sites.map(\.convolution))
        #expect(imported.sites.map(\.output) == builtIn.sites.map(\.output))
        #expect(imported.teacherMACs == builtIn.teacherMACs)
        #expect(imported.space.choices.map(\.candidates) == builtIn.space.choices.map(\.candidates))

        var students: [[Candidate]] = []
        var agreements: [Double] = []
        for (name, teacher) in [("weights", "teacher.safetensors"), ("model", "model.onnx")] {
            let search = try space.experiment(.solve, name: name, teacher: teacher)
            _ = try search.job().run(.quiet, Interruption())
            let derived = try space.derive(to: name, name: name)
            #expect(try VerifyJob(specPath: derived[0].specPath).run().findings.isEmpty)
            students.append(derived[0].spec.sites.map(\.candidate))
            agreements.append(derived[0].measured[0].evaluation.agreement.share ?? -1)
        }
        #expect(students[0] == students[1])
        #expect(Set(students[0]).count > 1)
        #expect(abs(agreements[0] - agreements[1]) < 0.01)
        #expect(FileManager.default.fileExists(atPath: space.file("model/teacher.onnx")))
        #expect(!FileManager.default.fileExists(atPath: space.file("weights/teacher.onnx")))
    }

    /// What `space init` is given is seen from where it is run; what it writes, from where the space lies.
    @Test func draftNamesItsDataFromTheSpacesFolder() throws {
        let model = try TinyModel()
        let network = try TinyModel.network(channels: 5)
        try TinyModel.write(network, network.initialParameters(seed: 4), to: model.modelPath)
        try FileManager.default.createDirectory(atPath: model.file("spaces"), withIntermediateDirectories: true)
        func draft(_ data: String, _ path: String) throws -> SpaceDraft {
            try SpaceDraft(.init(teacher: model.modelPath, data: data, keyframeInterval: 4, path: path))
        }
        let other = try draft(model.file("frames"), model.file("spaces/space.json"))
        #expect(other.file.data == model.file("frames"))
        let beside = try draft(model.file("frames"), model.spacePath)
        #expect(beside.file.data == "frames")
        #expect(try draft("streets:7,frames=8", model.spacePath).file.data == "streets:7,frames=8")

        // Nor does a space take its model's place, by whatever name.
        let link = model.file("link.json")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: model.modelPath)
        for path in [model.modelPath, link] {
            #expect(throws: SettingError.spaceIsModel(path)) { try draft("streets:7", path) }
        }
    }

    @Test func scoresMayHaveMoreChannelsThanLabelsHaveClasses() throws {
        let model = try Self.wide.get()
        #expect(try VerifyJob(specPath: model.specPath).run().findings.isEmpty)
        let report = try EvaluateJob(specPath: model.specPath, data: "streets:5,frames=8", workers: 2).run(.quiet)
        let evaluation = report.evaluation
        #expect(evaluation.classes == 300)
        #expect(evaluation.frames == 8)
        #expect(evaluation.byDistance[0].agreement.share == 1)
        #expect((evaluation.agreement.share ?? 2) <= 1)
        #expect(evaluation.student.meanIoU == nil)
        #expect(evaluation.temporal == nil)

        // Agreement is of the highest channel, whichever it is: the same number from the scores themselves.
        let loaded = try StudentFiles.load(model.specPath)
        let runner = try StreamRunner(loaded.teacher, loaded.student, interval: 4)
        let teacher = try StreamRunner(loaded.teacher, loaded.student, interval: 1)
        let streets = Streets(seed: 5, size: FrameSize(height: 32, width: 48))
        var agreement = Agreement()
        var classes: Set<UInt16> = []
        for index in 0..<8 {
            let image = try streets.frame(at: index)
            let taught = StreamRunner.classes(try teacher.process(image).scores, at: image.size)
            agreement.add(StreamRunner.classes(try runner.process(image).scores, at: image.size), taught)
            guard case .wide(let ids, _) = taught else {
                Issue.record("300 channels in a map of 255 classes")
                return
            }
            classes.formUnion(ids)
        }
        #expect(agreement.share == evaluation.agreement.share)
        #expect(classes.contains { $0 > 255 })
    }

    @Test func wideScoresAreRunAndExported() throws {
        let model = try Self.copyOfWide()
        var run = RunJob(specPath: model.specPath, data: "streets:5,frames=6", threads: 1)
        run.scores = model.file("scores.npy")
        let report = try run.run(Interruption()) { _ in }
        #expect(report.frames.count == 6)
        #expect(try Data(contentsOf: URL(fileURLWithPath: model.file("scores.npy"))).count > 4 * 6 * 8 * 12 * 300)

        run.scores = nil
        run.output = model.file("pictures")
        #expect(throws: SettingError.tooManyChannels(300, for: .pictures, allowed: 255)) {
            try run.run(Interruption()) { _ in }
        }
        #expect(!FileManager.default.fileExists(atPath: model.file("pictures")))

        var export = ExportJob(specPath: model.specPath, output: model.file("onnx"))
        export.check = ExportCheck()
        #expect(try export.run().comparison?.holds == true)
        let readme = try String(contentsOfFile: model.file("onnx/README.md"), encoding: .utf8)
        #expect(readme.contains("300 channels"))
        #expect(readme.contains("rgb.astype(np.float32) / 255 - mean"))
    }

    @Test func movedTeacherIsFoundWhereOneSays() throws {
        func agreement(_ model: TinyModel, teacher: String?) throws -> Double? {
            try EvaluateJob(specPath: model.specPath, data: "streets:5,frames=4", teacher: teacher, workers: 1)
                .run(.quiet).evaluation.agreement.share
        }
        let model = try Self.copyOfWide()
        let expected = try agreement(model, teacher: nil)

        let file = try model.move("teacher.onnx", as: "mine.onnx")
        #expect(
            throws: StudentFileError.missing(.model, path: model.file("student/teacher.onnx"), spec: model.specPath)
        ) {
            try agreement(model, teacher: nil)
        }
        #expect(try agreement(model, teacher: file) == expected)
        // Its weights are inside as well.
        let weights = try model.move("teacher.safetensors", to: "weights")
        #expect(try agreement(model, teacher: file) == expected)
        // The two beside each other, found by the weights.
        try FileManager.default.moveItem(atPath: file, toPath: model.file("weights/teacher.onnx"))
        #expect(try agreement(model, teacher: weights) == expected)
        #expect(try agreement(model, teacher: model.file("weights/teacher.onnx")) == expected)

        // Another model of the same network.
        let network = try TinyModel.network(channels: 300)
        try TinyModel.write(network, network.initialParameters(seed: 5), to: model.file("other.onnx"))
        #expect { try agreement(model, teacher: model.file("other.onnx")) } throws: { error in
            guard case StudentFileError.differs(.model, model.file("other.onnx"), _, _) = error else { return false }
            return true
        }
    }

    @Test func modelFileOfABuiltInTeacherIsNone() throws {
        let space = try TinySpace()
        _ = try space.search(.solve).run(.quiet, Interruption())
        let path = try space.derive()[0].specPath
        #expect(throws: StudentFileError.noModel(path: space.file("x.onnx"), spec: path)) {
            try StudentFiles.load(path, teacher: space.file("x.onnx"))
        }
    }

    @Test func changedModelFileDoesNotVerify() throws {
        let model = try Self.copyOfWide()
        let path = model.file("student/teacher.onnx")
        let network = try TinyModel.network(channels: 300)
        try TinyModel.write(network, network.initialParameters(seed: 6), to: path)
        let report = try VerifyJob(specPath: model.specPath).run()
        #expect(report.findings.count == 1)
        #expect(report.checks.contains { $0.subject == .modelDigest(path: path) && !$0.passes })
        _ = try model.move("teacher.onnx")
        #expect(try VerifyJob(specPath: model.specPath).run().findings == [.missingFile(path)])
    }

    @Test func framesOfOtherChannelsAreRefused() throws {
        let model = try TinyModel()
        var b = NetworkBuilder(name: "grey")
        let frame = try b.input("frame", FeatureShape(height: 16, width: 16, channels: 1))
        try b.output(b.convolution("classes", frame, 4, kernel: 1))
        try TinyModel.write(b.network, b.network.initialParameters(seed: 1), to: model.modelPath)
        #expect(throws: SettingError.frameChannels(file: model.modelPath, found: 1)) { try model.search() }
    }
}
