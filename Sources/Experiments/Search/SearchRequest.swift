public import DeltaSearch
public import StudentSpace

/// What a user asks a search to do, defaults filled in.
public struct SearchRequest: Sendable {
    public var resolved: ResolvedSpace
    public var limit: BudgetLimit
    public var strategy: SearchStrategy
    public var configuration: SearchConfiguration

    /// - Throws: ``BudgetError`` for less than one MAC or nanosecond; ``InfeasibleBudget``; ``DerivationError`` where the
    ///   space has a network within the budgets and the strategy has none.
    /// - Precondition: A budget of time is of a timed space.
    public init(
        _ resolved: ResolvedSpace, budgets: Budgets, scope: BudgetScope, strategy: SearchStrategy,
        configuration: SearchConfiguration
    ) throws {
        self.resolved = resolved
        limit = try Self.limit(budgets, scope, resolved)
        self.strategy = strategy
        self.configuration = configuration.adapted(to: strategy)
        try resolved.space.profile(limit).requireFeasible()
        if strategy == .uniform, resolved.space.uniformSelections(within: limit).isEmpty {
            throw DerivationError.nothingWithin(limit: limit, strategy: strategy.rawValue)
        }
    }

    /// What budgets come to for a teacher.
    ///
    /// - Throws: ``BudgetError/zero(text:suggestion:)`` for a share of it that is less than one MAC or nanosecond.
    static func limit(
        _ budgets: Budgets, _ scope: BudgetScope, _ resolved: ResolvedSpace
    ) throws(BudgetError) -> BudgetLimit {
        let limit = resolved.limit(budgets, scope: scope)
        for (bound, example) in [(limit.compute, "2GFLOPs"), (limit.time, "7ms")] {
            guard let bound else { continue }
            guard bound.frame > 0 else { throw .zero(text: bound.budget.text, suggestion: example) }
        }
        return limit
    }

    /// Gradient steps: none, except for the differentiable search.
    public var steps: Int { strategy.isDifferentiable ? configuration.totalSteps : 0 }
}
