public import DeltaSearch
public import StudentSpace

/// What a user asks a search to do, defaults filled in.
public struct SearchRequest: Sendable {
    public var resolved: ResolvedSpace
    public var limit: BudgetLimit
    public var strategy: SearchStrategy
    public var configuration: SearchConfiguration

    /// - Throws: ``InfeasibleBudget``; ``DerivationError`` where the space has a network within the budget and the
    ///   strategy has none.
    public init(
        _ resolved: ResolvedSpace, budget: Budget, scope: BudgetScope, strategy: SearchStrategy,
        configuration: SearchConfiguration
    ) throws {
        self.resolved = resolved
        limit = resolved.limit(budget, scope: scope)
        self.strategy = strategy
        self.configuration = configuration
        try resolved.space.profile(limit).requireFeasible()
        if strategy == .uniform, resolved.space.uniformSelections(within: limit).isEmpty {
            throw DerivationError.nothingWithin(limit: limit, strategy: strategy.rawValue)
        }
    }

    /// Gradient steps: none, except for the differentiable search.
    public var steps: Int { strategy == .gumbel ? configuration.totalSteps : 0 }
}
