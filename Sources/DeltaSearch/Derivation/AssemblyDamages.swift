import Compute
import Networks
import StudentSpace
import VideoData

/// What whole networks do to the scores, in the unit of the damages that predict it.
///
/// `2 · positions · KL(teacher ‖ network)`, mean over delta frames: nats a frame.
public struct AssemblyDamages: Sendable {
    private let frames: DamageFrames

    public init(_ frames: DamageFrames) { self.frames = frames }

    /// - Parameters:
    ///   - assemblies: the candidate of each site.
    ///   - progress: called with the number of networks done; what it throws ends the measuring.
    public func measure(_ assemblies: [[Int]], progress: (Int) throws -> Void = { _ in }) throws -> [Double] {
        let (teacher, bank, pool) = (frames.teacher, frames.bank, frames.pool)
        let scores = try frames.teacherScores()
        let teacherStore = ParameterStore(teacher.parameters)
        let kernels = ParameterStore(try teacher.parameters.restricted(to: teacher.networks.delta))
        let lanes = try frames.windows.map { window in
            try DivergenceLane(
                teacher, teacherStore: teacherStore, kernels: kernels, windows: [window], source: frames.source,
                scores: scores, pool: pool)
        }
        var result: [Double] = []
        for choices in assemblies {
            try pool.run(bank.sites.count) { index in
                let name = bank.sites[index].site.name + ".weight"
                bank.sites[index].embed(choices[index], into: kernels.buffer(name))
                kernels.touch(name)
                try kernels.repack(name)
            }
            let sums = Slots<Double>(count: lanes.count)
            try pool.run(lanes.count) { index in sums.set(index, try lanes[index].divergenceSum()) }
            result.append(frames.scale(scores) * sums.values.reduce(0, +))
            try progress(result.count)
        }
        return result
    }
}
