import StudentSpace

/// Proposes what trained gates choose: the likeliest candidate of every site, the likeliest option of every decision.
///
/// A constant price of cost leaves that network above its budget or below it. To compare at equal cost, the price is
/// moved at the end: `argmax_k (logit_k − s · Σ cost_k / budget)` with the smallest s, of either sign, at which the
/// network keeps its budgets.
struct GateProposer {
    private let space: SearchSpace
    private let limit: BudgetLimit
    private let logits: [[Double]]
    /// Of every option of every decision.
    private let (macs, nanoseconds): ([[Int]], [[Int]]?)

    /// - Parameter logits: a row a decision.
    init(_ space: SearchSpace, limit: BudgetLimit, logits: [[Double]]) {
        self.space = space
        self.limit = limit
        self.logits = logits
        (macs, nanoseconds) = (space.optionMACs, space.optionNanoseconds)
    }

    /// The network as the gates have it, where it keeps the budgets, and that of the moved price, where there is one.
    func propose() -> [Proposal] {
        let choices = choices(0)
        var proposals: [Proposal] = []
        if limit.allows(space.cost(choices)) {
            proposals.append(Proposal(label: "what the gates choose", choices: choices))
        }
        guard let shift = smallestShift() else { return proposals }
        proposals.append(
            Proposal(label: "what the gates choose at a price moved to the budget", choices: self.choices(shift)))
        return proposals
    }

    /// The smallest s at which the network keeps the budgets, to the precision of a bisection; nil where none does.
    private func smallestShift() -> Double? {
        func fits(_ shift: Double) -> Bool { limit.allows(space.cost(choices(shift))) }
        var bound = 1.0
        while !fits(bound), bound < 1e12 { bound *= 4 }
        guard fits(bound) else { return nil }
        var low = -bound
        while fits(low), low > -1e12 { low *= 4 }
        if fits(low) { return low }
        var high = bound
        for _ in 0..<100 {
            let middle = (low + high) / 2
            if fits(middle) { high = middle } else { low = middle }
        }
        return high
    }

    private func choices(_ shift: Double) -> [Int] {
        space.decisions.candidates(
            of: logits.enumerated().map { decision, logits in
                GumbelSoftmax.argmax(logits.indices.map { logits[$0] - shift * share(decision, $0) })
            })
    }

    /// An option's cost as a share of each budget, summed.
    private func share(_ decision: Int, _ option: Int) -> Double {
        let compute = limit.compute.map { Double(macs[decision][option]) / Double(max(1, $0.deltaFrame)) } ?? 0
        let time =
            limit.time.map { Double(nanoseconds?[decision][option] ?? 0) / Double(max(1, $0.deltaFrame)) } ?? 0
        return compute + time
    }
}
