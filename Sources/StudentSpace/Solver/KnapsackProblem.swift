/// A multiple-choice knapsack: one option of every group, least total damage, total cost within a limit.
///
/// `min Σ_g damage(g, x_g)  subject to  Σ_g cost(g, x_g) ≤ limit`, groups being sites and options their candidates.
/// Costs are integers (MACs, nanoseconds, …), damages any finite numbers.
public struct KnapsackProblem: Sendable {
    /// One option of a group.
    public struct Option: Hashable, Sendable {
        public var cost: Int
        public var damage: Double

        public init(cost: Int, damage: Double) {
            self.cost = cost
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
                guard option.cost >= 0 else { throw .negativeCost(group: group, option: index) }
            }
        }
        self.groups = groups
    }

    /// The least total cost there is.
    public var minimumCost: Int { groups.reduce(0) { $0 + ($1.map(\.cost).min() ?? 0) } }
}

/// One option of every group.
public struct KnapsackSolution: Hashable, Sendable {
    /// The option's index in each group.
    public let choices: [Int]
    public let cost: Int
    public let damage: Double
    /// No solution within the limit has less damage than this: the linear relaxation's optimum.
    public let lowerBound: Double
    /// Whether it is proven that no solution is better; else it came from costs rounded up to a grid.
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
}
