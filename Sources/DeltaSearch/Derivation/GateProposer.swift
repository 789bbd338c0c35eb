import StudentSpace

/// Proposes what trained gates choose: the likeliest candidate of every site.
///
/// A constant price of cost leaves that network above its budget or below it. To compare at equal cost, the price is
/// moved at the end: `argmax_k (logit_k − s · Σ cost_k / budget)` with the smallest s, of either sign, at which the
/// network keeps its budgets. What is left of them then goes to the sites that would be dearer at the next lower prices,
/// in that order, wherever it suffices.
struct GateProposer {
    private let space: SearchSpace
    private let limit: BudgetLimit
    private let logits: [[Double]]

    /// Whether the network of the moved price is the choice, even where the gates' own is cheaper and agrees no less.
    private let fillsBudget: Bool

    init(_ space: SearchSpace, limit: BudgetLimit, logits: [[Double]], fillsBudget: Bool = false) {
        self.space = space
        self.limit = limit
        self.logits = logits
        self.fillsBudget = fillsBudget
    }

    /// The network as the gates have it, where it keeps the budgets, and that of the moved price, where there is one.
    func propose() -> [Proposal] {
        let choices = choices(0)
        var proposals: [Proposal] = []
        if limit.allows(space.cost(choices)) {
            proposals.append(Proposal(label: "what the gates choose", choices: choices))
        }
        guard let shift = smallestShift() else { return proposals }
        var moved = Proposal(
            label: "what the gates choose at a price moved to the budget", choices: filled(self.choices(shift)))
        moved.isForced = fillsBudget
        // Of two that are the same network only the first is measured.
        proposals.insert(moved, at: fillsBudget ? 0 : proposals.count)
        return proposals
    }

    /// Spends what is left: again and again the change that a falling price would make next, among those that fit.
    private func filled(_ start: [Int]) -> [Int] {
        var choices = start
        while true {
            var next: (site: Int, candidate: Int)?
            var highest = -Double.infinity
            for (site, choice) in space.choices.enumerated() {
                let current = choices[site]
                for candidate in choice.candidates.indices {
                    let more = share(choice, candidate) - share(choice, current)
                    guard more > 0 else { continue }
                    // The shift below which this candidate is preferred to the current one.
                    let shift = (logits[site][candidate] - logits[site][current]) / more
                    guard shift > highest else { continue }
                    choices[site] = candidate
                    if limit.allows(space.cost(choices)) { (next, highest) = ((site, candidate), shift) }
                    choices[site] = current
                }
            }
            guard let next else { return choices }
            choices[next.site] = next.candidate
        }
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
