public import DeltaSearch
public import StudentSpace

/// What a user asks a search to do, defaults filled in.
public struct SearchRequest: Sendable {
    public var resolved: ResolvedSpace
    public var limit: BudgetLimit
    public var strategy: SearchStrategy
    public var configuration: SearchConfiguration

    /// - Throws: ``BudgetError`` for less than one MAC; ``InfeasibleBudget``; ``DerivationError`` where the space has a network within the budget and the
    ///   strategy has none.
    public init(
        _ resolved: ResolvedSpace, budget: Budget, scope: BudgetScope, strategy: SearchStrategy,
        configuration: SearchConfiguration
    ) throws {
        self.resolved = resolved
        limit = try Self.limit(budget, scope, resolved)
        self.strategy = strategy
        self.configuration = configuration
        try resolved.space.profile(limit).requireFeasible()
        if strategy == .uniform, resolved.space.uniformSelections(within: limit).isEmpty {
            throw DerivationError.nothingWithin(limit: limit, strategy: strategy.rawValue)
        }
    }

    /// What a budget comes to for a teacher.
    ///
    /// - Throws: ``BudgetError/zero(text:suggestion:)`` for a share of it that is less than one MAC.
    static func limit(
        _ budget: Budget, _ scope: BudgetScope, _ resolved: ResolvedSpace
    ) throws(BudgetError) -> BudgetLimit {
        let limit = resolved.limit(budget, scope: scope)
        guard limit.macs > 0 else { throw .zero(text: budget.text, suggestion: "2GFLOPs") }
        return limit
    }

    /// Gradient steps: none, except for the differentiable search.
    public var steps: Int { strategy == .gumbel ? configuration.totalSteps : 0 }
}
