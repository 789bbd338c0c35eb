extension SearchSpace {
    /// The choice of candidates as a knapsack: the cost of a candidate in MACs, its damage as given.
    ///
    /// - Parameter damages: One number a candidate, in the order of ``choices``.
    /// - Throws: ``KnapsackError/damageNotFinite(group:option:)``.
    /// - Precondition: As many damages as candidates at every site.
    public func knapsack(damages: [[Double]]) throws(KnapsackError) -> KnapsackProblem {
        precondition(damages.count == choices.count, "\(damages.count) sites' damages for \(choices.count) sites")
        return try KnapsackProblem(
            zip(choices, damages).map { choice, damages in
                precondition(
                    damages.count == choice.macs.count, "\(damages.count) damages for \(choice.macs.count) candidates")
                return zip(choice.macs, damages).map { KnapsackProblem.Option(cost: $0, damage: $1) }
            })
    }
}
