/// A multiple-choice knapsack: one option of every group, least total damage, total cost within a limit.
///
/// `min Σ_g damage(g, x_g)  subject to  Σ_g cost(g, x_g) ≤ limit`, groups being decisions (a site's, or that of sites which
/// share one) and options their candidates.
/// Costs are integers (MACs, nanoseconds, …), damages any finite numbers. An option may spend a second resource, its
/// time, under a limit of its own: ``KnapsackSolver/solve(_:)``.
public struct KnapsackProblem: Sendable {
    /// One option of a group.
    public struct Option: Hashable, Sendable {
        public var cost: Int
        /// What it spends of the second resource.
        public var time: Int
        public var damage: Double

        public init(cost: Int, time: Int = 0, damage: Double) {
            self.cost = cost
            self.time = time
            self.damage = damage
        }
    }

    public let groups: [[Option]]

    /// - Throws: ``KnapsackError`` for a group without options, a negative cost, or a damage that is not finite.
    public init(_ groups: [[Option]]) throws(KnapsackError) {
        for (group, options) in groups.enumerated() {
            if options.isEmpty { throw .noOptions(group: group) }
            for (index, option) in options.enumerated() {
                guard option.damage.isFinite else { throw .damageNotFinite(group: group, option: index) }
                guard option.cost >= 0, option.time >= 0 else { throw .negativeCost(group: group, option: index) }
            }
        }
        self.groups = groups
    }

    /// The least total cost there is.
    public var minimumCost: Int { groups.reduce(0) { $0 + ($1.map(\.cost).min() ?? 0) } }

    /// The least total time there is.
    public var minimumTime: Int { groups.reduce(0) { $0 + ($1.map(\.time).min() ?? 0) } }

    /// The same choice with time as its only cost.
    var byTime: KnapsackProblem {
        KnapsackProblem(
            checked: groups.map { $0.map { Option(cost: $0.time, time: $0.cost, damage: $0.damage) } })
    }

    /// The choice of the least time within a limit on cost.
    var ofTime: KnapsackProblem {
        KnapsackProblem(
            checked: groups.map { $0.map { Option(cost: $0.cost, time: $0.time, damage: Double($0.time)) } })
    }

    private init(checked groups: [[Option]]) { self.groups = groups }
}

/// What a choice may spend.
public struct KnapsackLimits: Hashable, Sendable {
    public var cost: Int
    /// Nil: time does not matter.
    public var time: Int?

    public init(cost: Int, time: Int? = nil) {
        self.cost = cost
        self.time = time
    }
}

/// One option of every group.
public struct KnapsackSolution: Hashable, Sendable {
    /// The option's index in each group.
    public let choices: [Int]
    public let cost: Int
    public let time: Int
    public let damage: Double
    /// No solution within the limit has less damage than this: the linear relaxation's optimum, or what a
    /// search has proven beyond it.
    public let lowerBound: Double
    /// Whether it is proven that no solution is better; else ``gap`` says by how much at most.
    public let isExact: Bool

    /// How far the damage may be above the optimum at most, as a share of the bound; 0 where both are 0.
    public var gap: Double { damage == lowerBound ? 0 : (damage - lowerBound) / abs(lowerBound) }
}

public enum KnapsackError: Error, Hashable, Sendable {
    case noOptions(group: Int)
    case negativeCost(group: Int, option: Int)
    case damageNotFinite(group: Int, option: Int)
    /// Not even the cheapest options keep the limit.
    case infeasible(limit: Int, minimum: Int)
    /// Not even the fastest options keep the limit of time.
    case infeasibleTime(limit: Int, minimum: Int)
    /// Each limit can be kept by itself, but not both: `minimum` is the least time within the limit of cost.
    case infeasibleTogether(limits: KnapsackLimits, minimum: Int)
}
