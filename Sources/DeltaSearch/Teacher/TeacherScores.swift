import Compute
import Networks
import Training
import VideoData

/// The teacher's class probabilities on every frame of a clip, at the resolution of its scores. Of several outputs, their
/// numbers as they are, one output after the other (``OutputErrors``).
struct TeacherScores: Sendable {
    /// Positions of a frame's scores, over which divergences are means; 1 of several outputs, whose errors are sums.
    let positions: Int
    private let probabilities: [Int: [Float]]

    /// Runs the teacher once on every frame, frames side by side.
    init(
        _ teacher: TeacherModel, _ source: any FrameSource, frames: [Int], pool: WorkerPool,
        progress: @escaping @Sendable (Int) throws -> Void = { _ in }
    ) throws {
        let isOne = teacher.outputs.count == 1
        positions = isOne ? try teacher.network.inferShapes().of(teacher.scores).positions : 1
        let store = ParameterStore(teacher.parameters)
        let slots = Slots<[Float]>(count: frames.count)
        let lanes = min(pool.count, max(1, frames.count))
        try pool.run(lanes) { lane in
            let plan = try Plan(teacher.network, parameters: store)
            for index in stride(from: lane, to: frames.count, by: lanes) {
                teacher.normalization.write(try source.frame(at: frames[index]), to: plan.tensor(teacher.frame))
                try plan.forward()
                guard isOne else {
                    try progress(slots.set(index, teacher.outputs.flatMap { plan.tensor($0).values }))
                    continue
                }
                var values = plan.tensor(teacher.scores).values
                let classes = plan.tensor(teacher.scores).shape.channels
                values.withUnsafeMutableBufferPointer { values in
                    for start in stride(from: 0, to: values.count, by: classes) {
                        Softmax.normalize(values.baseAddress! + start, classes)
                    }
                }
                try progress(slots.set(index, values))
            }
        }
        probabilities = Dictionary(uniqueKeysWithValues: zip(frames, slots.values))
    }

    subscript(frame: Int) -> [Float] {
        guard let values = probabilities[frame] else { preconditionFailure("no teacher scores for frame \(frame)") }
        return values
    }
}
