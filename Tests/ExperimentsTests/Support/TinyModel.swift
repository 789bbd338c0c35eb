import DeltaSearch
import Foundation
import Networks
import ONNX
import StudentSpace
import VideoData

@testable import Experiments

/// A folder with a model file of a small network, and what is made of it.
final class TinyModel: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/tiny-model-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        TemporaryFolders.removeAtExit(path)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    var modelPath: String { file("model.onnx") }
    var spacePath: String { file("space.json") }
    var databasePath: String { file("d.sqlite") }
    var specPath: String { file("student/student.json") }

    /// Writes a network as a file that the importer reads.
    static func write(_ network: Network, _ parameters: Parameters, to path: String) throws {
        let shapes = try network.inferShapes()
        func port(_ name: String, _ tensor: String) -> ModelExport.Port {
            ModelExport.Port(name, tensor: tensor, shape: shapes.of(tensor), documentation: "")
        }
        let model = ModelExport(
            network, parameters, inputs: network.inputs.map { port("image", $0.name) },
            outputs: network.outputs.enumerated().map {
                port($0.offset == 0 ? "scores" : "scores_\($0.offset)", $0.element)
            },
            documentation: "", metadata: [], producer: ("tests", "1"))
        try Data(try model.bytes()).write(to: URL(fileURLWithPath: path))
    }

    /// Three convolutions and what makes scores of `channels`.
    ///
    /// - Parameter prepare: appends what stands between the frame and the first convolution; gives its name.
    static func network(
        channels: Int, prepare: (inout NetworkBuilder, String) throws -> String = { $1 }
    ) throws -> Network {
        var b = NetworkBuilder(name: "tiny")
        let frame = try b.input("frame", FeatureShape(height: 32, width: 48, channels: 3))
        let first = try prepare(&b, frame)
        let stem = try b.relu("stem.relu", b.convolution("stem", first, 8, kernel: 3, stride: 2, hasBias: true))
        let body = try b.relu("body.relu", b.convolution("body", stem, 12, kernel: 3, stride: 2, hasBias: true))
        let mix = try b.relu("mix.relu", b.convolution("mix", body, 12, kernel: 3, hasBias: true))
        try b.output(b.convolution("classes", mix, channels, kernel: 1, hasBias: true))
        return b.network
    }

    /// Drafts the model's space and searches it.
    func search(
        budget: String = "60%", outputs: [String] = [], normalization: FrameNormalization? = nil
    ) throws {
        let draft = try SpaceDraft(
            .init(
                teacher: modelPath, outputs: outputs, normalization: normalization, data: "streets:3,frames=12",
                keyframeInterval: 4,
                path: spacePath))
        try draft.file.write(to: spacePath)
        let request = try SearchRequest(
            ResolvedSpace(spacePath: spacePath), budgets: Budgets(parsing: budget), scope: .deltaFrame,
            strategy: .solve, configuration: SearchConfiguration(searchSteps: 2, settleSteps: 2, pairs: 2, seed: 0))
        let experiment = try SearchExperiment(
            request, name: "model", trials: 1, databasePath: databasePath, workers: 2)
        _ = try experiment.job().run(.quiet, Interruption())
    }

    func derive() throws -> [DeriveJob.Derived] {
        try DeriveJob(nil, databasePath: databasePath, workers: 2).run(
            budgets: [], scope: nil, folder: file("student"), .quiet, Interruption(), command: "derive")
    }

    /// Takes a file of the student's folder elsewhere.
    ///
    /// - Returns: its new path.
    func move(_ name: String, to folder: String = "elsewhere", as newName: String? = nil) throws -> String {
        try FileManager.default.createDirectory(atPath: file(folder), withIntermediateDirectories: true)
        let target = file("\(folder)/\(newName ?? name)")
        try FileManager.default.moveItem(atPath: file("student/\(name)"), toPath: target)
        return target
    }
}
