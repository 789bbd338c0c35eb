public import Compute
import Networks
import StudentSpace
public import VideoData

/// What whole networks do to the scores, in the unit of the damages that predict it.
///
/// `2 · positions · KL(teacher ‖ network)`, mean over delta frames: nats a frame.
public struct AssemblyDamages: Sendable {
    private let teacher: TeacherModel
    private let bank: CandidateBank
    private let windows: [FrameWindow]
    private let source: any FrameSource
    private let pool: WorkerPool

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

    /// - Parameters:
    ///   - assemblies: the candidate of each site.
    ///   - progress: called with the number of networks done; what it throws ends the measuring.
    public func measure(_ assemblies: [[Int]], progress: (Int) throws -> Void = { _ in }) throws -> [Double] {
        let frames = windows.flatMap { Array($0.deltaFrames) }
        let scores = try TeacherScores(teacher, source, frames: frames, pool: pool)
        let teacherStore = ParameterStore(teacher.parameters)
        let kernels = ParameterStore(try teacher.parameters.restricted(to: teacher.networks.delta))
        let lanes = try windows.map { window in
            try DivergenceLane(
                teacher, teacherStore: teacherStore, kernels: kernels, windows: [window], source: source,
                scores: scores, pool: pool)
        }
        var result: [Double] = []
        for choices in assemblies {
            try pool.run(bank.sites.count) { [bank] index in
                let name = bank.sites[index].site.name + ".weight"
                bank.sites[index].embed(choices[index], into: kernels.buffer(name))
                kernels.touch(name)
                try kernels.repack(name)
            }
            let sums = Slots<Double>(count: lanes.count)
            try pool.run(lanes.count) { index in sums.set(index, try lanes[index].divergenceSum()) }
            result.append(2 * Double(scores.positions) * sums.values.reduce(0, +) / Double(max(1, frames.count)))
            try progress(result.count)
        }
        return result
    }
}
