import Compute
import Networks
import Training
import VideoData

/// What a student is held against on every frame of a clip: the teacher's class probabilities at the resolution of its
/// scores, or its outputs' numbers as they are (``OutputLoss``).
struct TeacherScores: Sendable {
    /// Positions of a frame's scores, over which divergences are means; 1 where errors are sums.
    let positions: Int
    private let probabilities: [Int: [Float]]

    /// Runs the teacher once on every frame, frames side by side.
    init(
        _ teacher: TeacherModel, _ source: any FrameSource, frames: [Int], pool: WorkerPool,
        progress: @escaping @Sendable (Int) throws -> Void = { _ in }
    ) throws {
        let loss = OutputLoss(teacher)
        positions = try loss.positions(teacher)
        let store = ParameterStore(teacher.parameters)
        let slots = Slots<[Float]>(count: frames.count)
        let lanes = min(pool.count, max(1, frames.count))
        try pool.run(lanes) { lane in
            let plan = try Plan(teacher.network, parameters: store)
            for index in stride(from: lane, to: frames.count, by: lanes) {
                teacher.normalization.write(try source.frame(at: frames[index]), to: plan.tensor(teacher.frame))
                try plan.forward()
                try progress(slots.set(index, loss.target(teacher, plan)))
            }
        }
        probabilities = Dictionary(uniqueKeysWithValues: zip(frames, slots.values))
    }

    subscript(frame: Int) -> [Float] {
        guard let values = probabilities[frame] else { preconditionFailure("no teacher scores for frame \(frame)") }
        return values
    }
}
