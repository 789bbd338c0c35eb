import Compute
import Networks
import StudentSpace

/// A delta network whose every site holds all its candidates at the price of one convolution.
public final class Supernet: @unchecked Sendable {
    public let bank: CandidateBank
    private let teacherStore: ParameterStore
    private let kernels: ParameterStore
    private let distillation: [KernelDistillation]
    private let workers: [SupernetWorker]
    private let pool: WorkerPool
    /// Sites, the largest kernels first, so that none is left to one worker at the end.
    private let order: [Int]
    /// The candidate whose kernel each site's plans hold; -1 after its factors have changed.
    private var embedded: [Int]

    /// - Parameters:
    ///   - statistics: of the bank's sites, for the distillation term.
    ///   - pairs: frame pairs that a step runs, side by side.
    init(
        _ teacher: TeacherModel, bank: CandidateBank, statistics: [SiteStatistics], pairs: Int, pool: WorkerPool
    ) throws {
        self.bank = bank
        self.pool = pool
        let teacherStore = ParameterStore(teacher.parameters)
        self.teacherStore = teacherStore
        let kernels = ParameterStore(try teacher.parameters.restricted(to: teacher.networks.delta))
        self.kernels = kernels
        BLASThreads.set(1)
        let slots = Slots<KernelDistillation>(count: bank.sites.count)
        try pool.run(bank.sites.count) { index in
            slots.set(
                index,
                KernelDistillation(
                    statistics[index], teacher: teacherStore.buffer(bank.sites[index].site.name + ".weight")))
        }
        distillation = slots.values
        workers = try (0..<pairs).map { _ in
            try SupernetWorker(teacher, teacherStore: teacherStore, kernels: kernels, pool: pool)
        }
        order = bank.sites.indices.sorted { (bank.sites[$0].shape.count, $1) > (bank.sites[$1].shape.count, $0) }
        embedded = Array(repeating: -1, count: bank.sites.count)
        for site in bank.sites { site.expectGradient(in: workers[0].kernelGradient(site.site.name)) }
        guard pairs == 1 else { return }
        // One pair's gradients are nobody's mean: each is worked on as soon as it is there. The first layers' come last.
        workers[0].follow(
            bank.sites.enumerated().map { index, site in
                (site.site.name, { [unowned self] in try project(index) })
            })
    }

    /// `‖Δz − Δẑ‖² / ‖Δz‖²` expected of every candidate on teacher-fed deltas, from the statistics.
    func relativeDamages() throws -> [[Double]] {
        let slots = Slots<[Double]>(count: bank.sites.count)
        try pool.run(bank.sites.count) { [self] index in
            let site = bank.sites[index]
            slots.set(
                index, site.values(ofRanks: distillation[index].values) { distillation[index].value(kernel: $0) })
        }
        return slots.values
    }

    /// What a step found.
    struct StepResult {
        /// `KL(teacher ‖ student)`, mean over pairs and positions.
        var divergence: Double
        /// `⟨∂KL/∂V, E_k⟩` for every site and candidate; empty where not asked for.
        var inner: [[Double]]
    }

    /// Runs pairs through the network that `choices` pick and leaves the gradients of the chosen candidates' factors
    /// in them: of `KL + α · mean over sites of q`.
    ///
    /// The distillation term's gradient costs as much as a site's convolution on thousands of positions. Every kernel
    /// gets it for a share of its output channels at some of eight steps, so that in these each channel has its turn,
    /// and eight times as large: the same on average.
    ///
    /// - Parameters:
    ///   - step: whose turn it is among the sites.
    ///   - scoring: whether every candidate's inner product is wanted.
    ///   - move: called for each site once its gradients are there, from any worker; it may move the site's factors.
    /// - Throws: ``SearchError/diverged(step:)``, before anything has been moved; what running and `move` throw.
    func step(
        _ step: Int, choices: [Int], pairs: [FramePair], alpha: Double, scoring: Bool = true,
        move: @escaping @Sendable (_ site: Int) throws -> Void = { _ in }
    ) throws -> StepResult {
        precondition(pairs.count == workers.count, "\(pairs.count) pairs for \(workers.count) workers")
        try embed(choices)
        let inner = Slots<[Double]>(count: bank.sites.count)
        projection = Projection(
            step: step, choices: choices, alpha: Float(alpha / Double(bank.sites.count)) * Float(distillationPeriod),
            scoring: scoring, inner: inner, move: move)
        defer { projection = nil }
        let losses = Slots<Double>(count: pairs.count)
        try pool.run(pairs.count) { [workers] index in
            let pair = pairs[index]
            losses.set(
                index,
                try workers[index].run(key: pair.key, now: pair.now, target: pair.target) {
                    guard $0.isFinite else { throw SearchError.diverged(step: step) }
                })
        }
        if pairs.count > 1 {
            try pool.run(bank.sites.count) { [self] position in try project(order[position]) }
        }
        return StepResult(divergence: losses.values.reduce(0, +) / Double(pairs.count), inner: inner.values)
    }

    /// What is to be done with the kernels' gradients of the step that runs.
    private struct Projection: Sendable {
        var step: Int
        var choices: [Int]
        /// The distillation term's weight in a site's turn.
        var alpha: Float
        var scoring: Bool
        var inner: Slots<[Double]>
        var move: @Sendable (Int) throws -> Void
    }

    private var projection: Projection?

    /// From a kernel's gradient to those of the candidates' probabilities and of the chosen one's factors.
    private func project(_ index: Int) throws {
        guard let projection else { preconditionFailure("gradients outside of a step") }
        let site = bank.sites[index]
        let gradient = meanGradient(site.site.name)
        let chosen = projection.choices[index]
        let share = projection.alpha > 0 ? distillationShare(index, projection.step) : nil
        // What the distillation term says of the choice is known without a sample: `relativeDamages`.
        if projection.scoring {
            projection.inner.set(index, site.innerProducts(gradient, training: share == nil ? chosen : nil))
        } else {
            projection.inner.set(index, [])
        }
        if let share {
            distillation[index].addGradient(
                kernel: kernels.buffer(site.site.name + ".weight"), weight: projection.alpha, outputs: share,
                to: gradient)
        }
        if share != nil || !projection.scoring { site.differentiate(gradient, chosen: chosen) }
        try projection.move(index)
    }

    var distillationPeriod = 8

    /// The output channels of a site whose turn it is; nil where it is another site's.
    ///
    /// Small sites have all of theirs in two turns of eight, the largest a share at every step: no step waits for one of
    /// them.
    private func distillationShare(_ index: Int, _ step: Int) -> Range<Int>? {
        let shape = bank.sites[index].shape
        let columns = shape.columns * shape.groups
        var shares = min(2, distillationPeriod)
        while 2 * shares <= distillationPeriod, shape.outputs * columns * columns / shares > Self.largestShare {
            shares *= 2
        }
        shares = min(shares, shape.outputs)
        let turn = (index + step) % distillationPeriod
        let stride = distillationPeriod / shares
        guard turn.isMultiple(of: stride), turn / stride < shares else { return nil }
        let share = turn / stride
        return shape.outputs * share / shares..<shape.outputs * (share + 1) / shares
    }

    /// MACs of the product for a share: a millisecond or two.
    private static let largestShare = 100_000_000

    /// Says that the factors of a site have been moved.
    func invalidate(_ site: Int) { embedded[site] = -1 }

    private func embed(_ choices: [Int]) throws {
        let stale = order.filter { embedded[$0] != choices[$0] }
        try pool.run(stale.count) { [self] position in
            let index = stale[position]
            let name = bank.sites[index].site.name + ".weight"
            bank.sites[index].embed(choices[index], into: kernels.buffer(name))
            kernels.touch(name)
            try kernels.repack(name)
        }
        for index in stale { embedded[index] = choices[index] }
    }

    /// The mean of the pairs' gradients, in their order; it takes the place of the first.
    private func meanGradient(_ site: String) -> FloatBuffer {
        let mean = workers[0].kernelGradient(site)
        guard workers.count > 1 else { return mean }
        let target = mean.pointer
        let scale = 1 / Float(workers.count)
        for (position, worker) in workers.enumerated().dropFirst() {
            let source = worker.kernelGradient(site).pointer
            if position < workers.count - 1 {
                for i in 0..<mean.count { target[i] += source[i] }
            } else {
                for i in 0..<mean.count { target[i] = scale * (target[i] + source[i]) }
            }
        }
        return mean
    }
}
