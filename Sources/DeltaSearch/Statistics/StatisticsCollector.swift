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
/// softmax (the Fisher factor, as in K-FAC: Martens & Grosse 2015). Of several outputs, gradients are those of
/// ``OutputErrors``.
///
/// Frames run side by side in *lanes*, a plan each: as many as there are workers, fewer where the plans' memory would
/// pass a limit. Then sites accumulate side by side, each the lanes' frames in order: the result depends neither on the
/// number of workers nor on that of the lanes. Plans live as long as a call of ``add(_:of:progress:)``.
public final class StatisticsCollector {
    public let statistics: [SiteStatistics]
    let teacher: TeacherModel
    let pool: WorkerPool
    private let seed: UInt64
    private let memoryLimit: Int
    private let store: ParameterStore
    private let patches: [DeltaPatches]

    /// What the plans of all lanes may take by default, in bytes: 3 GiB. One lane's worth is taken in any case.
    public static let defaultMemoryLimit = 3 << 30

    /// - Parameters:
    ///   - patchLimit: positions of a frame that enter A, at most; the rest is left out by a hash.
    ///   - memoryLimit: bytes that the plans of all lanes may take: there are as many lanes as fit, one at least.
    public init(
        _ teacher: TeacherModel, pool: WorkerPool, seed: UInt64, patchLimit: Int = 4096,
        memoryLimit: Int = defaultMemoryLimit
    ) throws {
        self.teacher = teacher
        self.pool = pool
        self.seed = seed
        self.memoryLimit = memoryLimit
        store = ParameterStore(teacher.parameters)
        statistics = teacher.sites.map(SiteStatistics.init)
        patches = teacher.sites.map { DeltaPatches(site: $0, limit: max(patchLimit, 2 * $0.input.channels)) }
    }

    /// Adds windows of a source.
    ///
    /// - Parameter progress: called after each window with the number done; what it throws ends the pass.
    public func add(_ windows: [FrameWindow], of source: any FrameSource, progress: (Int) throws -> Void = { _ in })
        throws
    {
        BLASThreads.set(1)
        let frames = windows.enumerated().flatMap { index, window in
            window.frames.map { Turn(frame: $0, window: index, isKey: $0 == window.keyFrame) }
        }
        guard !frames.isEmpty else { return }
        let lanes = try StatisticsLanes(teacher, store, frames: frames.count, pool: pool, memoryLimit: memoryLimit)
        // The costliest sites first, so that none is left to one worker at the end.
        let order = patches.indices.sorted { (cost($0), $1) > (cost($1), $0) }
        var windowsDone = 0
        for start in stride(from: 0, to: frames.count, by: lanes.count) {
            let turns = Array(frames[start..<min(start + lanes.count, frames.count)])
            // Workers touch what is theirs: first a lane's plan, then a site's sums.
            nonisolated(unsafe) let (collector, lanes) = (self, lanes)
            try pool.run(turns.count) { try collector.run(turns[$0], lanes.plans[$0], source) }
            try pool.run(order.count) { collector.accumulate(site: order[$0], turns, lanes) }
            let end = start + turns.count
            if end < frames.count, !frames[end].isKey, let key = turns.lastIndex(where: \.isKey) {
                try lanes.saveKey(of: key, pool)
            }
            while windowsDone < windows.count, end == frames.count || windowsDone < frames[end].window {
                windowsDone += 1
                try progress(windowsDone)
            }
        }
    }

    /// One frame's turn in a lane.
    private struct Turn: Sendable {
        var frame: Int
        /// The index of its window.
        var window: Int
        var isKey: Bool
    }

    private func cost(_ index: Int) -> Int {
        let size = statistics[index].patchSize
        return min(patches[index].limit, teacher.sites[index].output.positions) * statistics[index].patchSums.count
            * size
            * size
    }

    private func run(_ turn: Turn, _ plan: Plan, _ source: any FrameSource) throws {
        teacher.normalization.write(try source.frame(at: turn.frame), to: plan.tensor(teacher.frame))
        try plan.forward()
        guard teacher.outputs.allSatisfy({ plan.tensor($0).isFinite }) else {
            throw SearchError.scoresNotFinite(frame: turn.frame)
        }
        var stream = RandomStream(seed: seed, stream: "fisher.labels.\(turn.frame)")
        OutputLoss(teacher).sample(teacher, plan, using: &stream)
        try plan.backward()
    }

    private func accumulate(site index: Int, _ turns: [Turn], _ lanes: StatisticsLanes) {
        let site = teacher.sites[index]
        let target = statistics[index]
        var key = lanes.savedKey(site.source)
        for (turn, plan) in zip(turns, lanes.plans) {
            let now = plan.tensor(site.source)
            if turn.isKey {
                key = now
            } else if let key {
                patches[index].accumulate(key: key, now: now, frame: turn.frame, into: target)
            }
            plan.gradient(site.name).withUnsafeBufferPointer { gradient in
                target.fisherSums.add(gradient.baseAddress!, rows: site.output.positions)
            }
            target.gradients += site.output.positions
        }
    }
}
