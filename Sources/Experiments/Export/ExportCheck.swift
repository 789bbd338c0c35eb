import Compute
import DeltaSearch
import Networks
import ONNX
import StudentSpace
import Training
public import VideoData

/// Whether exported files compute what the engine does: they are read again, and run beside it on the same frames.
public struct ExportCheck: Sendable {
    /// As a user writes it.
    public var data: String
    /// nil: from the first.
    public var frames: FrameRange?

    /// Delta frames after a key frame: so far on, and then one more key frame.
    public static let reach = 10
    /// How far scores may differ, of their range.
    public static let tolerance = 1e-3

    /// - Parameter data: nil: generated streets.
    public init(data: String? = nil, frames: FrameRange? = nil) {
        self.data = data ?? "streets:1,frames=\(Self.reach + 2)"
        self.frames = frames
    }

    /// Runs both, a key frame each ``reach`` + 1 frames.
    ///
    /// - Throws: `ONNXError` where a file cannot be read again; what opening the frames and running throw.
    func run(_ loaded: StudentFiles.Loaded, _ pair: ExportedPair, folder: String) throws -> ExportComparison {
        let model = loaded.teacher
        let clip = try Clip(
            data: data, frames: frames, size: FrameSize(height: model.input.height, width: model.input.width),
            classes: model.classes)
        let runner = try StreamRunner(model, loaded.student, interval: Self.reach + 1)
        let key = try ImportedPlan("\(folder)/\(ExportFolder.keyName)")
        let delta = try ImportedPlan("\(folder)/\(ExportFolder.deltaName)")
        var comparison = ExportComparison(source: clip.source.name)
        for index in clip.range.prefix(Self.reach + 2) {
            let image = try clip.source.frame(at: index)
            let frame = try runner.process(image)
            let plan = frame.isKey ? key : delta
            if let tensor = plan.input(ExportedPair.frame) { model.normalization.write(image, to: tensor) }
            try plan.plan.forward()
            if frame.isKey {
                for state in pair.state { delta.input(state.name)?.assign(try key.output(state.name)) }
            }
            comparison.add(
                index: index, distance: frame.decision.distance,
                outputs: try zip(frame.outputs, pair.outputs).map { engine, output in
                    (engine: engine.values, file: try plan.output(output.name).values)
                })
        }
        return comparison
    }
}

/// A model file that was read again, ready to run.
private struct ImportedPlan {
    let plan: Plan
    private let imported: ImportedNetwork

    init(_ path: String) throws {
        imported = try ONNXModel(contentsOf: path).wholeNetwork()
        plan = try Plan(imported.network, parameters: ParameterStore(imported.parameters))
    }

    /// The tensor of an input; nil where nothing reads it.
    func input(_ name: String) -> TensorBuffer? {
        imported.network.inputs.contains { $0.name == name } ? plan.tensor(name) : nil
    }

    func output(_ name: String) throws -> TensorBuffer {
        guard let output = imported.outputs.first(where: { $0.name == name }) else {
            throw NetworkError.unknownOutput(name)
        }
        return plan.tensor(output.tensor)
    }
}
