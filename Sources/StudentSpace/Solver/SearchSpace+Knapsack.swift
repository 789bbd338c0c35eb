extension SearchSpace {
    /// The choice of candidates as a knapsack: the cost of a candidate in MACs, its time in nanoseconds where the space
    /// is timed, its damage as given.
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
                return choice.macs.indices.map {
                    KnapsackProblem.Option(
                        cost: choice.macs[$0], time: choice.nanoseconds?[$0] ?? 0, damage: damages[$0])
                }
            })
    }

    /// What the candidates of a delta frame may spend under budgets: of its time, what the rest of the frame leaves.
    public func knapsackLimits(_ limit: BudgetLimit) -> KnapsackLimits {
        KnapsackLimits(
            cost: limit.deltaFrameMACs, time: limit.time.map { $0.deltaFrame - (latency?.restNanoseconds ?? 0) })
    }
}
