extension SearchSpace {
    /// The choice of candidates as a knapsack: a group a decision, in the order of ``decisions``; the cost of an option in
    /// MACs, its time in nanoseconds where the space is timed, its damage the sum over its sites.
    ///
    /// The choices of a solution are options: ``Decisions/candidates(of:)`` says the candidates.
    ///
    /// - Parameter damages: One number a candidate, in the order of ``choices``.
    /// - Throws: ``KnapsackError/damageNotFinite(group:option:)``.
    /// - Precondition: As many damages as candidates at every site.
    public func knapsack(damages: [[Double]]) throws(KnapsackError) -> KnapsackProblem {
        precondition(damages.count == choices.count, "\(damages.count) sites' damages for \(choices.count) sites")
        for (choice, damages) in zip(choices, damages) {
            precondition(
                damages.count == choice.macs.count, "\(damages.count) damages for \(choice.macs.count) candidates")
        }
        let (costs, times) = (optionMACs, optionNanoseconds)
        return try KnapsackProblem(
            decisions.sums(damages).enumerated().map { decision, damages in
                damages.enumerated().map { option, damage in
                    KnapsackProblem.Option(
                        cost: costs[decision][option], time: times?[decision][option] ?? 0, damage: damage)
                }
            })
    }

    /// What the candidates of a delta frame may spend under budgets: of its time, what the rest of the frame leaves.
    public func knapsackLimits(_ limit: BudgetLimit) -> KnapsackLimits {
        KnapsackLimits(
            cost: limit.deltaFrameMACs, time: limit.time.map { $0.deltaFrame - (latency?.restNanoseconds ?? 0) })
    }
}
