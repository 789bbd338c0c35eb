public import Compute
import RandomStreams
public import StudentSpace
public import VideoData

#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// From a bank of candidates to the best network within a budget: proposals, measured end to end.
public struct Derivation: Sendable {
    private let teacher: TeacherModel
    private let space: SearchSpace
    private let strategy: SearchStrategy
    private let seed: UInt64
    private let damages: [[Double]]
    private let logits: [[Double]]?
    private let settled: [Int]?

    /// - Parameters:
    ///   - damages: of every candidate, for the knapsack.
    ///   - logits: of a differentiable search.
    ///   - settled: the choice whose weights a search has settled; proposed first where it keeps the limit.
    public init(
        _ teacher: TeacherModel, space: SearchSpace, strategy: SearchStrategy, seed: UInt64, damages: [[Double]],
        logits: [[Double]]?, settled: [Int]?
    ) {
        self.teacher = teacher
        self.space = space
        self.strategy = strategy
        self.seed = seed
        self.damages = damages
        self.logits = logits
        self.settled = settled
    }

    /// What the strategy proposes within a limit.
    ///
    /// - Throws: ``InfeasibleBudget``; ``KnapsackError``.
    public func proposals(limit: BudgetLimit) throws -> [Proposal] {
        try space.profile(limit).requireFeasible()
        var result: [Proposal] = []
        func add(_ proposals: [Proposal]) {
            for proposal in proposals where !result.contains(where: { $0.choices == proposal.choices }) {
                result.append(proposal)
            }
        }
        if let settled, limit.allows(deltaFrameMACs: space.selection(settled).macs(at: space.sites)) {
            add([Proposal(label: "the search's own choice", choices: settled)])
        }
        let knapsack = KnapsackProposer(teacher, space, limit: limit.deltaFrameMACs)
        switch strategy {
        case .solve:
            add(try knapsack.propose("knapsack over closed-form damages", damages: damages, count: 4, seed: seed))
        case .gumbel:
            add(try knapsack.propose("knapsack over closed-form damages", damages: damages, count: 2, seed: seed))
            if let logits {
                let surprise = logits.map { GumbelSoftmax.softmax($0).map { -log(max($0, 1e-12)) } }
                add(try knapsack.propose("knapsack over −log probability", damages: surprise, count: 2, seed: seed))
                add([try blended(knapsack, surprise)].flatMap { $0 })
            }
        case .uniform:
            add(
                space.uniformSelections(within: limit).compactMap { template, selection in
                    space.indices(of: selection).map { Proposal(label: "\(template) everywhere", choices: $0) }
                })
        case .random:
            var stream = RandomStream(seed: seed, stream: "random.networks")
            let sampler = try ArchitectureSampler(space, within: limit)
            add(
                (0..<SearchSession.randomDraws).compactMap { draw in
                    space.indices(of: sampler.sample(using: &stream)).map {
                        Proposal(label: "random network \(draw)", choices: $0)
                    }
                })
        }
        guard !result.isEmpty else { throw DerivationError.nothingWithin(limit: limit, strategy: strategy.rawValue) }
        return result
    }

    /// Damages and the search's preferences with one voice each: both scaled to a mean of 1 over their medians.
    private func blended(_ knapsack: KnapsackProposer, _ surprise: [[Double]]) throws -> [Proposal] {
        func scale(_ values: [[Double]]) -> Double {
            let spread = values.map { ($0.max() ?? 0) - ($0.min() ?? 0) }.filter { $0 > 0 }.sorted()
            return spread.isEmpty ? 1 : spread[spread.count / 2]
        }
        let (a, b) = (scale(damages), scale(surprise))
        let mixed = zip(damages, surprise).map { zip($0, $1).map { $0 / a + 0.1 * $1 / b } }
        return try knapsack.propose("knapsack over both", damages: mixed, count: 1, seed: seed)
    }

    /// The proposals measured, the best first.
    public func measure(
        _ bank: CandidateBank, limit: BudgetLimit, _ windows: [FrameWindow], of source: any FrameSource,
        pool: WorkerPool, _ observer: SearchSession.Observer = .none
    ) throws -> [MeasuredProposal] {
        let proposals = try proposals(limit: limit)
        let measurement = Measurement(
            teacher, windows: windows, of: source, interval: limit.keyframeInterval, pool: pool)
        observer.begin("measuring networks", proposals.count)
        defer { observer.end() }
        return try measurement.rank(proposals, of: bank, progress: observer.update)
    }
}

/// Why nothing could be derived.
public enum DerivationError: Error, Hashable, Sendable {
    /// A strategy that has no network within the limit, though the space has.
    case nothingWithin(limit: BudgetLimit, strategy: String)
}
