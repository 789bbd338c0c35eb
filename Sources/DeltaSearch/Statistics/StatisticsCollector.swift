public import Compute
import Networks
import RandomStreams
import StudentSpace
import Training
public import VideoData

/// Gathers delta statistics: one pass over a clip's windows.
///
/// For every delta frame and site `A += Σ p pᵀ` over the patches p of `x_t − x_0`; for every frame and site
/// `G += Σ g gᵀ` over the gradients g of `−log p(y)` at the convolution's output, labels y drawn from the teacher's own
/// softmax (the Fisher factor, as in K-FAC: Martens & Grosse 2015).
///
/// Frames run side by side, one thread each, so many at a time as there are workers; sums are formed site by site in
/// the order of the frames: the result does not depend on the number of workers, nor memory on the interval.
public final class StatisticsCollector {
    public let statistics: [SiteStatistics]
    private let teacher: TeacherModel
    private let pool: WorkerPool
    private let seed: UInt64
    /// The window's key frame in the first; delta frames in the others.
    private let plans: [Plan]
    private let patches: [DeltaPatches]

    /// - Parameters:
    ///   - interval: frames in most windows: no more plans are made than these need.
    ///   - patchLimit: positions of a frame that enter A, at most; the rest is left out by a hash.
    public init(
        _ teacher: TeacherModel, interval: Int, pool: WorkerPool, seed: UInt64, patchLimit: Int = 4096
    ) throws {
        self.teacher = teacher
        self.pool = pool
        self.seed = seed
        statistics = teacher.sites.map(SiteStatistics.init)
        patches = teacher.sites.map { DeltaPatches(site: $0, limit: max(patchLimit, 2 * $0.input.channels)) }
        let store = ParameterStore(teacher.parameters)
        let options = PlanOptions(
            threads: 1, differentiate: .init(tensors: Set(teacher.sites.map(\.name))),
            keep: Set(teacher.sites.map(\.source)))
        plans = try (0..<max(2, min(interval, pool.count + 1))).map { _ in
            try Plan(teacher.network, parameters: store, options: options)
        }
    }

    /// Adds windows of a source.
    ///
    /// - Parameter progress: called after each window with the number done; what it throws ends the pass.
    public func add(_ windows: [FrameWindow], of source: any FrameSource, progress: (Int) throws -> Void = { _ in })
        throws
    {
        BLASThreads.set(1)
        // The costliest sites first, so that none is left to one worker at the end.
        let order = patches.indices.sorted { (cost($0), $1) > (cost($1), $0) }
        // Workers touch what is theirs: first a frame's plan, then a site's sums.
        nonisolated(unsafe) let collector = self
        for (done, window) in windows.enumerated() {
            for run in runs(window) {
                try pool.run(run.frames.count) { try collector.runFrame(run, $0, source) }
                try pool.run(order.count) { collector.accumulate(site: order[$0], run) }
            }
            try progress(done + 1)
        }
    }

    /// Frames that run side by side, the first of them in the plan of the given index.
    private struct Run {
        var frames: Range<Int>
        var firstPlan: Int
    }

    /// A window in runs: the key frame and the first delta frames, then further delta frames beside the key frame.
    private func runs(_ window: FrameWindow) -> [Run] {
        let end = window.frames.upperBound
        var result = [Run(frames: window.keyFrame..<min(window.keyFrame + plans.count, end), firstPlan: 0)]
        while let last = result.last?.frames.upperBound, last < end {
            result.append(Run(frames: last..<min(last + plans.count - 1, end), firstPlan: 1))
        }
        return result
    }

    private func cost(_ index: Int) -> Int {
        let size = statistics[index].patchSize
        return min(patches[index].limit, teacher.sites[index].output.positions) * size * size
    }

    private func runFrame(_ run: Run, _ index: Int, _ source: any FrameSource) throws {
        let plan = plans[run.firstPlan + index]
        let frame = run.frames.lowerBound + index
        teacher.normalization.write(try source.frame(at: frame), to: plan.tensor(teacher.frame))
        try plan.forward()
        guard plan.tensor(teacher.scores).isFinite else { throw SearchError.scoresNotFinite(frame: frame) }
        var stream = RandomStream(seed: seed, stream: "fisher.labels.\(frame)")
        ScoreSampling.gradient(
            scores: plan.tensor(teacher.scores), into: plan.gradient(teacher.scores), using: &stream)
        try plan.backward()
    }

    private func accumulate(site index: Int, _ run: Run) {
        let site = teacher.sites[index]
        let target = statistics[index]
        for (offset, frame) in run.frames.enumerated() {
            let plan = plans[run.firstPlan + offset]
            if run.firstPlan + offset > 0 {
                patches[index].accumulate(
                    key: plans[0].tensor(site.source), now: plan.tensor(site.source), frame: frame, into: target)
            }
            plan.gradient(site.name).withUnsafeBufferPointer { gradient in
                target.fisherSums.withUnsafeMutableBufferPointer { sums in
                    FloatBLAS.accumulateGram(
                        of: gradient.baseAddress!, rows: site.output.positions, cols: site.output.channels,
                        into: sums.baseAddress!)
                }
            }
            target.gradients += site.output.positions
        }
    }
}
