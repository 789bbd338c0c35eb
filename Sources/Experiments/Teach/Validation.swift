public import Compute
public import DeltaSearch
import Networks
public import StudentSpace
import Synchronization
import Training
public import VideoData

/// How well a teacher does on labelled frames.
public struct Validation: Sendable {
    /// Frames of an endless source that are scored, spread over its first ``endlessExtent``.
    public static let endlessFrames = 24
    public static let endlessExtent = 4000

    public private(set) var matrix: ConfusionMatrix
    /// Frames that had labels.
    public private(set) var frames: Int

    /// Runs the teacher over every frame of finite sources and over a sample of endless ones.
    ///
    /// Scores are upsampled to the size of the labels. The result does not depend on the number of workers.
    ///
    /// - Parameter progress: called with the number of frames done, from any worker.
    public init(
        _ teacher: TeacherModel, sources: [any FrameSource], pool: WorkerPool,
        progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws {
        let picks = Self.picks(sources)
        let store = ParameterStore(teacher.parameters)
        let total = Mutex((matrix: ConfusionMatrix(classCount: teacher.classes), frames: 0))
        let done = Atomic(0)
        let lanes = max(1, min(pool.count, picks.count))
        try pool.run(lanes) { lane in
            let plan = try Plan(teacher.network, parameters: store)
            var matrix = ConfusionMatrix(classCount: teacher.classes)
            var frames = 0
            for index in stride(from: lane, to: picks.count, by: lanes) {
                let (image, labels) = try sources[picks[index].source].labelledFrame(at: picks[index].frame)
                if let labels {
                    matrix.add(prediction: try Self.classes(plan, teacher, image, labels.size), labels: labels)
                    frames += 1
                }
                progress(done.wrappingAdd(1, ordering: .relaxed).newValue)
            }
            // Sums of integers: the order of the lanes does not matter.
            total.withLock {
                $0.matrix.merge(matrix)
                $0.frames += frames
            }
        }
        (matrix, frames) = total.withLock { $0 }
    }

    /// Frames that a list of sources comes to.
    public static func frameCount(_ sources: [any FrameSource]) -> Int { picks(sources).count }

    private static func picks(_ sources: [any FrameSource]) -> [(source: Int, frame: Int)] {
        sources.enumerated().flatMap { index, source in
            let frames =
                source.frameCount.map { Array(0..<$0) }
                ?? (0..<endlessFrames).map { $0 * endlessExtent / endlessFrames }
            return frames.map { (index, $0) }
        }
    }

    private static func classes(
        _ plan: Plan, _ teacher: TeacherModel, _ image: RGBImage, _ target: FrameSize
    ) throws -> LabelMap {
        teacher.normalization.write(image, to: plan.tensor(teacher.frame))
        try plan.forward()
        let scores = plan.tensor(teacher.scores)
        return scores.withUnsafeBufferPointer {
            ScoreUpsampling.classes(
                $0.span, size: FrameSize(height: scores.shape.height, width: scores.shape.width),
                classCount: scores.shape.channels, target: target)
        }
    }

    /// With stable keys.
    public var json: JSONValue {
        .object([
            ("frames", .integer(frames)),
            ("miou", .number(matrix.meanIoU)),
            ("pixel_accuracy", .number(matrix.pixelAccuracy)),
            (
                "by_class",
                .array(
                    (0..<matrix.classCount).map { id in
                        .object([
                            ("class", .integer(id)),
                            ("name", .string(EvaluationReport.className(id, of: matrix.classCount))),
                            ("iou", .number(matrix.iou(of: id))),
                        ])
                    })
            ),
        ])
    }
}
