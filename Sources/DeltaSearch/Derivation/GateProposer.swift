import StudentSpace

/// Proposes what trained gates choose: the likeliest candidate of every site.
///
/// A constant price of cost leaves that network above its budget or below it. To compare at equal cost, the price is
/// moved at the end: `argmax_k (logit_k − s · Σ cost_k / budget)` with the smallest s, of either sign, at which the
/// network keeps its budgets.
struct GateProposer {
    private let space: SearchSpace
    private let limit: BudgetLimit
    private let logits: [[Double]]

    init(_ space: SearchSpace, limit: BudgetLimit, logits: [[Double]]) {
        self.space = space
        self.limit = limit
        self.logits = logits
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
        zip(space.choices, logits).map { choice, logits in
            GumbelSoftmax.argmax(logits.indices.map { logits[$0] - shift * share(choice, $0) })
        }
    }

    /// A candidate's cost as a share of each budget, summed.
    private func share(_ choice: SearchSpace.Choices, _ candidate: Int) -> Double {
        let compute = limit.compute.map { Double(choice.macs[candidate]) / Double(max(1, $0.deltaFrame)) } ?? 0
        let time = limit.time.map { Double(choice.nanoseconds?[candidate] ?? 0) / Double(max(1, $0.deltaFrame)) } ?? 0
        return compute + time
    }
}
