public import Compute
public import VideoData

/// What damages of networks are measured with: a teacher, students of it, and the frames that both are run on.
public struct DamageFrames: Sendable {
    let teacher: TeacherModel
    let bank: CandidateBank
    let windows: [FrameWindow]
    let source: any FrameSource
    let pool: WorkerPool

    public init(
        _ teacher: TeacherModel, bank: CandidateBank, windows: [FrameWindow], of source: any FrameSource,
        pool: WorkerPool
    ) {
        self.teacher = teacher
        self.bank = bank
        self.windows = windows
        self.source = source
        self.pool = pool
    }

    /// The teacher's scores on all delta frames.
    func teacherScores() throws -> TeacherScores {
        try TeacherScores(teacher, source, frames: windows.flatMap { Array($0.deltaFrames) }, pool: pool)
    }

    /// From a sum over delta frames of `KL(teacher ‖ network)`, mean over positions, to nats a frame, twice: the unit of
    /// damages.
    func scale(_ scores: TeacherScores) -> Double {
        2 * Double(scores.positions) / Double(max(1, windows.reduce(0) { $0 + $1.deltaFrames.count }))
    }
}
