public import Compute
import Networks
import StudentSpace

/// A delta network whose every site holds all its candidates at the price of one convolution.
public final class Supernet: @unchecked Sendable {
    public let sites: [SupernetSite]
    /// All trainable factors, by name.
    public let factors: ParameterStore
    private let teacher: TeacherModel
    private let kernels: ParameterStore
    private let gradients: [FloatBuffer]
    private let workers: [SupernetWorker]
    private let pool: WorkerPool
    /// The candidate whose kernel each site's plans hold; -1 after its factors have changed.
    private var embedded: [Int]

    /// - Parameters:
    ///   - fitted: every site of the teacher, in order, with its closed-form students.
    ///   - statistics: of the same sites; without them there is no distillation term.
    ///   - pairs: frame pairs that a step runs, side by side.
    public init(
        _ teacher: TeacherModel, fitted: [FittedSite], statistics: [SiteStatistics], pairs: Int, pool: WorkerPool
    ) throws {
        self.teacher = teacher
        self.pool = pool
        var initial = Parameters()
        for site in fitted {
            for (name, value) in SupernetSite.initialFactors(site) { initial[name] = value }
        }
        let factors = ParameterStore(initial)
        self.factors = factors
        let teacherStore = ParameterStore(teacher.parameters)
        let kernels = ParameterStore(try teacher.parameters.restricted(to: teacher.networks.delta))
        self.kernels = kernels
        BLASThreads.set(1)
        let slots = Slots<SupernetSite>(count: fitted.count)
        try pool.run(fitted.count) { index in
            let shape = KernelShape(fitted[index].site)
            let kernel = teacherStore.buffer(fitted[index].site.name + ".weight")
            let distillation = statistics.isEmpty
                ? nil
                : KernelDistillation(
                    shape: shape, patchMoment: statistics[index].patchMoment(), teacher: kernel)
            slots.set(
                index,
                SupernetSite(fitted[index], teacherKernel: kernel, distillation: distillation, factors: factors))
        }
        sites = slots.values
        gradients = sites.map { FloatBuffer(count: $0.shape.count) }
        workers = try (0..<pairs).map { _ in
            try SupernetWorker(teacher, teacherStore: teacherStore, kernels: kernels)
        }
        embedded = Array(repeating: -1, count: fitted.count)
    }

    /// What a step found.
    struct StepResult {
        /// `KL(teacher ‖ student)`, mean over pairs and positions.
        var divergence: Double
        /// `⟨∂KL/∂V, E_k⟩` for every site and candidate.
        var inner: [[Float]]
    }

    /// Runs pairs through the network that `choices` pick and leaves the gradients of the chosen candidates' factors
    /// in them.
    func step(choices: [Int], pairs: [FramePair], alpha: Double) throws -> StepResult {
        precondition(pairs.count == workers.count, "\(pairs.count) pairs for \(workers.count) workers")
        try embed(choices)
        let losses = Slots<Double>(count: pairs.count)
        try pool.run(pairs.count) { [workers] index in
            let pair = pairs[index]
            losses.set(index, try workers[index].run(key: pair.key, now: pair.now, target: pair.target))
        }
        let inner = Slots<[Float]>(count: sites.count)
        let siteAlpha = Float(alpha / Double(sites.count))
        try pool.run(sites.count) { [self] index in
            sumGradients(index)
            inner.set(
                index,
                sites[index].project(
                    gradients[index], kernel: kernels.buffer(sites[index].site.name + ".weight"),
                    chosen: choices[index], alpha: siteAlpha))
        }
        return StepResult(divergence: losses.values.reduce(0, +) / Double(pairs.count), inner: inner.values)
    }

    /// Says that the factors of a site have been moved.
    func invalidate(_ site: Int) { embedded[site] = -1 }

    /// A candidate per site as a student's parameters, by the names that its network reads.
    func students(_ choices: [Int]) -> Parameters {
        var result = Parameters()
        for (site, choice) in zip(sites, choices) {
            for (name, value) in site.students(choice) { result[name] = value }
        }
        return result
    }

    private func embed(_ choices: [Int]) throws {
        let stale = sites.indices.filter { embedded[$0] != choices[$0] }
        try pool.run(stale.count) { [self] position in
            let index = stale[position]
            let name = sites[index].site.name + ".weight"
            sites[index].embed(choices[index], into: kernels.buffer(name))
            kernels.touch(name)
        }
        for index in stale { embedded[index] = choices[index] }
    }

    /// The mean of the pairs' gradients, in their order.
    private func sumGradients(_ index: Int) {
        let target = gradients[index].pointer
        let count = gradients[index].count
        let name = sites[index].site.name
        let scale = 1 / Float(workers.count)
        for (position, worker) in workers.enumerated() {
            let source = worker.kernelGradient(name).pointer
            if position == 0 {
                for i in 0..<count { target[i] = scale * source[i] }
            } else {
                for i in 0..<count { target[i] += scale * source[i] }
            }
        }
    }
}
