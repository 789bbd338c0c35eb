import RandomStreams
public import StudentSpace

#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// From a bank of candidates to the best network within its budgets: proposals, measured end to end.
public struct Derivation: Sendable {
    let teacher: TeacherModel
    let space: SearchSpace
    private let strategy: SearchStrategy
    private let seed: UInt64
    private let draws: Int
    private let damages: [[Double]]
    private let logits: [[Double]]?
    private let settled: [Int]?
    private let fillsBudget: Bool

    /// - Parameters:
    ///   - draws: networks that the random strategy draws.
    ///   - damages: of every candidate, site by site, for the knapsack.
    ///   - logits: of a differentiable search, a row a decision.
    ///   - settled: the choice whose weights a search has settled; proposed first where it keeps the limit.
    ///   - fillsBudget: whether ``SearchStrategy/deltaDistillation`` takes the network moved to the budget.
    public init(
        _ teacher: TeacherModel, space: SearchSpace, strategy: SearchStrategy, seed: UInt64, draws: Int = 20,
        damages: [[Double]], logits: [[Double]]?, settled: [Int]?, fillsBudget: Bool = false
    ) {
        self.teacher = teacher
        self.space = space
        self.strategy = strategy
        self.seed = seed
        self.draws = draws
        self.damages = damages
        self.logits = logits
        self.settled = settled
        self.fillsBudget = fillsBudget
    }

    /// What the strategy proposes within a limit, each network once.
    ///
    /// - Throws: ``InfeasibleBudget``; ``KnapsackError``; ``DerivationError/nothingWithin(limit:strategy:)``.
    public func proposals(limit: BudgetLimit) throws -> [Proposal] {
        try space.profile(limit).requireFeasible()
        var all: [Proposal] = []
        if let settled, limit.allows(space.cost(settled)) {
            all.append(Proposal(label: "the search's own choice", choices: settled))
        }
        let limits = space.knapsackLimits(limit)
        switch strategy {
        case .solve, .gumbel: all += try optima(limits)
        case .uniform: all += uniformNetworks(limit)
        case .random: all += try randomNetworks(limit)
        case .greedy: all += GreedyProposer(space, limit: limit, damages: damages).propose()
        case .deltaDistillation:
            all += GateProposer(space, limit: limit, logits: gates, fillsBudget: fillsBudget).propose()
        }
        var seen: Set<[Int]> = []
        let distinct = (all.filter(\.isForced) + all.filter { !$0.isForced }).filter {
            seen.insert($0.choices).inserted
        }
        guard !distinct.isEmpty else { throw DerivationError.nothingWithin(limit: limit, strategy: strategy.rawValue) }
        return distinct
    }

    /// Optima of the knapsack over closed-form damages and, after a differentiable search, over its preferences.
    private func optima(_ limits: KnapsackLimits) throws -> [Proposal] {
        let knapsack = KnapsackProposer(teacher, space, limits: limits)
        var result = try knapsack.propose(
            "knapsack over closed-form damages", damages: damages, count: strategy == .solve ? 4 : 2, seed: seed)
        guard strategy == .gumbel, let logits else { return result }
        let surprise = logits.map { GumbelSoftmax.softmax($0).map { -log(max($0, 1e-12)) } }
        result += try knapsack.propose(
            "knapsack over −log probability", damages: space.decisions.shares(surprise), count: 2, seed: seed)
        result += try knapsack.propose(
            "knapsack over both", damages: blended(damages, surprise), count: 1, seed: seed)
        return result
    }

    /// The gates' logits; even where none were trained.
    private var gates: [[Double]] { logits ?? space.decisions.all.map { $0.options.map { _ in 0 } } }

    private func uniformNetworks(_ limit: BudgetLimit) -> [Proposal] {
        space.uniformSelections(within: limit).compactMap { template, selection in
            space.indices(of: selection).map { Proposal(label: "\(template) everywhere", choices: $0) }
        }
    }

    private func randomNetworks(_ limit: BudgetLimit) throws -> [Proposal] {
        var stream = RandomStream(seed: seed, stream: "random.networks")
        let sampler = try ArchitectureSampler(space, within: limit)
        return (0..<draws).compactMap { draw in
            space.indices(of: sampler.sample(using: &stream)).map {
                Proposal(label: "random network \(draw)", choices: $0)
            }
        }
    }

    /// Damages, and a tenth of the search's preferences: both in units of the median over decisions of their spread.
    ///
    /// - Parameters:
    ///   - damages: site by site, as the result.
    ///   - surprise: decision by decision; sites that share one share its numbers evenly.
    private func blended(_ damages: [[Double]], _ surprise: [[Double]]) -> [[Double]] {
        func scale(_ values: [[Double]]) -> Double {
            let spread = values.map { ($0.max() ?? 0) - ($0.min() ?? 0) }.filter { $0 > 0 }.sorted()
            return spread.isEmpty ? 1 : spread[spread.count / 2]
        }
        let (a, b) = (scale(space.decisions.sums(damages)), scale(surprise))
        return zip(damages, space.decisions.shares(surprise)).map { zip($0, $1).map { $0 / a + 0.1 * $1 / b } }
    }
}
