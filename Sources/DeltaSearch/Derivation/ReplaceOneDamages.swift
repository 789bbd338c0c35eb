import Compute
import Networks
import StudentSpace
import VideoData

/// What each candidate does to the scores where it alone is put into a network, measured end to end.
///
///     damage(s, k) = 2 · positions · (mean over delta frames of KL(teacher ‖ network with k at s) − the same of the network)
///
/// in nats a frame, the unit of closed-form damages, which are its second-order estimates at the teacher. A candidate
/// is a kernel in the place of the convolution's own (``KernelForm``): the delta network is compiled once, and every
/// candidate is a kernel written and a forward pass a frame.
public struct ReplaceOneDamages: Sendable {
    private let frames: DamageFrames

    public init(_ frames: DamageFrames) { self.frames = frames }

    /// Damages of every candidate of every site.
    ///
    /// Around a network that does damage itself they may be negative.
    ///
    /// - Parameters:
    ///   - base: the candidate of each site that is not replaced; nil: the teacher's convolutions.
    ///   - progress: called with the number of sites done, from any worker; what it throws ends the measuring.
    public func measure(
        around base: [Int]? = nil, progress: @escaping @Sendable (Int) throws -> Void = { _ in }
    ) throws -> [[Double]] {
        let (teacher, bank, pool) = (frames.teacher, frames.bank, frames.pool)
        let scores = try frames.teacherScores()
        let teacherStore = ParameterStore(teacher.parameters)
        let kernels = try kernels(base)
        let slots = Slots<[Double]>(count: bank.sites.count + 1)
        let next = Counter()
        // The last piece is the network itself.
        try pool.run(min(pool.count, bank.sites.count + 1)) { [frames] _ in
            let lane = try DivergenceLane(
                teacher, teacherStore: teacherStore, kernels: ParameterStore(kernels), windows: frames.windows,
                source: frames.source, scores: scores)
            while true {
                let index = next.increment() - 1
                guard index <= bank.sites.count else { return }
                let sums =
                    index < bank.sites.count
                    ? try lane.divergenceSums(replacing: bank.sites[index]) : [try lane.divergenceSum()]
                try progress(min(bank.sites.count, slots.set(index, sums)))
            }
        }
        var values = slots.values
        let own = base == nil ? 0 : values[bank.sites.count][0]
        values.removeLast()
        let scale = frames.scale(scores)
        return values.map { $0.map { scale * ($0 - own) } }
    }

    /// What a delta network reads, with the base's kernels.
    private func kernels(_ base: [Int]?) throws -> Parameters {
        var kernels = try frames.teacher.parameters.restricted(to: frames.teacher.networks.delta)
        for (site, choice) in zip(frames.bank.sites, base ?? []) {
            let name = site.site.name + ".weight"
            kernels[name] = .init(
                shape: kernels.value(name).shape,
                values: site.kernel(choice).withUnsafeBufferPointer { Array($0) })
        }
        return kernels
    }
}
