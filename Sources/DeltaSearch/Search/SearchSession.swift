public import Compute
import RandomStreams
public import StudentSpace
public import VideoData

/// One search from statistics to a measured choice: the stages that every strategy shares, and the order they come in.
///
/// ``prepare(_:)`` first, then the search steps of ``gumbel`` where the strategy has one, ``choose(_:)``, and the steps
/// in which its choice settles. The caller owns progress, records and checkpoints.
public final class SearchSession {
    public let teacher: TeacherModel
    public let space: SearchSpace
    public let limit: BudgetLimit
    public let strategy: SearchStrategy
    public let configuration: SearchConfiguration
    public let split: ClipSplit
    public let source: any FrameSource
    public let pool: WorkerPool
    /// Damage of every candidate, in nats a frame: expected, from the closed-form fits; as measured where the strategy
    /// is ``SearchStrategy/greedy``.
    public private(set) var damages: [[Double]] = []
    public private(set) var bank: CandidateBank?
    /// Times whole students where there is a budget of time; nil: only predicted times decide.
    public var timing: (any FrameTiming)?
    /// The differentiable search, once prepared, where the strategy takes gradient steps.
    public private(set) var gumbel: GumbelSearch?
    /// The supernet as it mixed its candidates when the choice was made, on the frames that decided; nil before, and
    /// without a supernet.
    public private(set) var mixture: Evaluation?
    private var collector: StatisticsCollector?

    /// What a phase of work reports: its name and size, then how much is done; from any worker. What `update` throws
    /// ends the phase, and the session with it.
    public struct Observer: Sendable {
        public var begin: @Sendable (_ phase: String, _ total: Int) -> Void
        public var update: @Sendable (_ done: Int) throws -> Void
        public var end: @Sendable () -> Void

        public init(
            begin: @escaping @Sendable (String, Int) -> Void, update: @escaping @Sendable (Int) throws -> Void,
            end: @escaping @Sendable () -> Void
        ) {
            self.begin = begin
            self.update = update
            self.end = end
        }

        public static let none = Observer(begin: { _, _ in }, update: { _ in }, end: {})
    }

    /// - Parameter range: frames of the source; windows stay within one of its videos.
    /// - Throws: ``SearchError/clipTooShort(source:frames:keyframeInterval:)``; ``InfeasibleBudget``.
    public init(
        _ teacher: TeacherModel, space: SearchSpace, limit: BudgetLimit, source: any FrameSource, range: Range<Int>,
        strategy: SearchStrategy, configuration: SearchConfiguration, pool: WorkerPool
    ) throws {
        try space.profile(limit).requireFeasible()
        self.teacher = teacher
        self.space = space
        self.limit = limit
        self.strategy = strategy
        self.configuration = configuration.adapted(to: strategy)
        self.source = source
        self.pool = pool
        split = try ClipSplit(source.videos(in: range), interval: limit.keyframeInterval, source: source.name)
    }

    /// Statistics, closed-form students and, for the differentiable search, the supernet.
    public func prepare(_ observer: Observer = .none) throws {
        let collector = try StatisticsCollector(teacher, pool: pool, seed: configuration.seed)
        self.collector = collector
        try gather(collector, split.fitting, "delta statistics", observer)
        try fit(collector, observer)
        if configuration.measuresDamages { try measureDamages(observer) }
        guard strategy.isDifferentiable, let bank else { return }
        let frameList = split.all.flatMap { Array($0.deltaFrames) }
        observer.begin("teacher scores", frameList.count)
        let scores = try TeacherScores(teacher, source, frames: frameList, pool: pool, progress: observer.update)
        observer.end()
        let supernet = try Supernet(
            teacher, bank: bank, statistics: collector.statistics, pairs: configuration.pairs, pool: pool)
        let gates = strategy == .deltaDistillation ? GateStart(space, beta: configuration.beta) : nil
        let start = try BudgetPressures.start(space, limit, damages: damages, positions: scores.positions)
        gumbel = try GumbelSearch(
            supernet: supernet, decisions: space.decisions, start: gates?.priced(start, limit) ?? start,
            damages: damages, split: split, source: source, scores: scores, configuration: configuration, pool: pool,
            gates: gates)
        self.collector = nil
    }

    private func gather(
        _ collector: StatisticsCollector, _ windows: [FrameWindow], _ phase: String, _ observer: Observer
    ) throws {
        observer.begin(phase, windows.reduce(0) { $0 + $1.frames.count })
        var frames = 0
        try collector.add(windows, of: source) { window in
            frames += windows[window - 1].frames.count
            try observer.update(frames)
        }
        observer.end()
    }

    private func fit(_ collector: StatisticsCollector, _ observer: Observer) throws {
        let fromWeights = strategy == .deltaDistillation
        observer.begin(fromWeights ? "students from weights" : "closed-form students", space.choices.count)
        let candidates = space.choices.map(\.candidates)
        let fitted =
            fromWeights
            ? try SpaceFitter.fitWeights(
                collector.statistics, candidates: candidates, teacher: teacher, pool: pool, progress: observer.update)
            : try SpaceFitter.fit(
                collector.statistics, candidates: candidates, teacher: teacher, pool: pool, progress: observer.update)
        observer.end()
        // What was measured stays: students are fitted anew once it has decided.
        if !configuration.measuresDamages || damages.isEmpty { damages = fitted.map(\.damages) }
        bank = CandidateBank(fitted)
    }

    /// Damages as they are measured on the frames that decide.
    private func measureDamages(_ observer: Observer) throws {
        guard let bank else { return }
        observer.begin("replacing one site at a time", space.choices.count)
        damages = try ReplaceOneDamages(
            DamageFrames(teacher, bank: bank, windows: split.deciding, of: source, pool: pool)
        ).measure(progress: observer.update)
        observer.end()
    }

    /// The noise-free mixture `conv(Δx, Σ_k π_k E_k)` at every site, end to end on the frames that decide.
    private func measureMixture(_ gumbel: GumbelSearch, _ bank: CandidateBank, _ observer: Observer) throws {
        observer.begin("measuring the mixture", 1)
        mixture = try StreamEvaluator(teacher, interval: limit.keyframeInterval, pool: pool)
            .evaluate(bank.mixture(gumbel.probabilities), split.deciding, of: source)
        try observer.update(1)
        observer.end()
    }

    /// Measures what the strategy proposes on the held-back frames; the best first.
    ///
    /// The choice of a differentiable search is then fixed, and its weights settle. Other strategies fit their students
    /// anew on all frames: the held-back ones have done their work.
    public func choose(_ observer: Observer = .none) throws -> [MeasuredProposal] {
        guard let bank else { preconditionFailure("choose before prepare") }
        let derivation = Derivation(
            teacher, space: space, strategy: strategy, seed: configuration.seed, draws: configuration.draws,
            damages: damages, logits: gumbel?.logits, settled: nil, fillsBudget: configuration.fillsBudget)
        let ranked = try derivation.measure(
            DerivationFrames(bank: bank, windows: split.deciding, source: source, pool: pool, timing: timing),
            limit: limit, observer)
        if let gumbel {
            try measureMixture(gumbel, bank, observer)
            gumbel.settled = ranked[0].proposal.choices
        } else if let collector, !split.heldBack.isEmpty {
            try gather(collector, split.heldBack, "delta statistics of the held-back frames", observer)
            try fit(collector, observer)
            self.collector = nil
        }
        return ranked
    }
}
