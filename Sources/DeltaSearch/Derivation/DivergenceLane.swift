import Compute
import Networks
import StudentSpace
import Training
import VideoData

/// One worker's plans: the teacher on key frames, a delta network whose convolutions are kernels to be written, and how
/// far its scores are from the teacher's.
final class DivergenceLane: @unchecked Sendable {
    private let teacher: TeacherModel
    private let kernels: ParameterStore
    private let windows: [FrameWindow]
    private let source: any FrameSource
    private let scores: TeacherScores
    private let key: Plan
    private let delta: Plan

    /// - Parameters:
    ///   - kernels: what the delta network reads.
    ///   - scores: the teacher's on all delta frames of the windows.
    ///   - pool: helps with the plans where it has nothing else to do.
    init(
        _ teacher: TeacherModel, teacherStore: ParameterStore, kernels: ParameterStore, windows: [FrameWindow],
        source: any FrameSource, scores: TeacherScores, pool: WorkerPool? = nil
    ) throws {
        self.teacher = teacher
        self.kernels = kernels
        self.windows = windows
        self.source = source
        self.scores = scores
        let options = PlanOptions(pool: pool, pieces: 4)
        key = try Plan(teacher.networks.key, parameters: teacherStore, options: options)
        var bindings: [String: TensorBuffer] = [:]
        for name in teacher.networks.stateTensors { bindings[DeltaNetworks.stateInput(name)] = key.tensor(name) }
        delta = try Plan(teacher.networks.delta, parameters: kernels, options: options, bindings: bindings)
    }

    /// `KL(teacher ‖ network)`, mean over positions, sum over the windows' delta frames; of several outputs, their errors.
    func divergenceSum() throws -> Double {
        var sum = 0.0
        for window in windows {
            try run(key, window.keyFrame)
            for frame in window.deltaFrames { sum += try divergence(frame) }
        }
        return sum
    }

    /// The same with each candidate of a site in turn, and the site's kernel as it was at the end.
    func divergenceSums(replacing site: SupernetSite) throws -> [Double] {
        let name = site.site.name + ".weight"
        let own = kernels.buffer(name).withUnsafeBufferPointer { Array($0) }
        var sums = [Double](repeating: 0, count: site.candidates.count)
        for window in windows {
            try run(key, window.keyFrame)
            for candidate in site.candidates.indices {
                site.embed(candidate, into: kernels.buffer(name))
                try written(name)
                for frame in window.deltaFrames { sums[candidate] += try divergence(frame) }
            }
        }
        kernels.buffer(name).withUnsafeMutableBufferPointer { _ = $0.update(from: own) }
        try written(name)
        return sums
    }

    private func divergence(_ frame: Int) throws -> Double {
        try run(delta, frame)
        return OutputLoss(teacher).value(teacher, delta, target: scores[frame])
    }

    private func run(_ plan: Plan, _ frame: Int) throws {
        teacher.normalization.write(try source.frame(at: frame), to: plan.tensor(teacher.frame))
        try plan.forward()
    }

    private func written(_ name: String) throws {
        kernels.touch(name)
        try kernels.repack(name)
    }
}
