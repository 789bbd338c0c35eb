import StudentSpace

/// Proposes what trained gates choose: the likeliest candidate of every site, the likeliest option of every decision.
///
/// A constant price of cost leaves that network above its budget or below it. To compare at equal cost, the price is
/// moved at the end: `argmax_k (logit_k − s · Σ cost_k / budget)` with the smallest s, of either sign, at which the
/// network keeps its budgets. What is left of them then goes to the sites that would be dearer at the next lower prices,
/// in that order, wherever it suffices.
struct GateProposer {
    private let space: SearchSpace
    private let limit: BudgetLimit
    private let logits: [[Double]]
    /// Of every option of every decision.
    private let (macs, nanoseconds): ([[Int]], [[Int]]?)

    /// Whether the network of the moved price is the choice, even where the gates' own is cheaper and agrees no less.
    private let fillsBudget: Bool

    /// - Parameter logits: a row a decision.
    init(_ space: SearchSpace, limit: BudgetLimit, logits: [[Double]], fillsBudget: Bool = false) {
        self.space = space
        self.limit = limit
        self.logits = logits
        self.fillsBudget = fillsBudget
        (macs, nanoseconds) = (space.optionMACs, space.optionNanoseconds)
    }

    /// The network as the gates have it, where it keeps the budgets, and that of the moved price, where there is one.
    func propose() -> [Proposal] {
        let options = options(0)
        var proposals: [Proposal] = []
        if fits(options) {
            proposals.append(Proposal(label: "what the gates choose", choices: space.decisions.candidates(of: options)))
        }
        guard let shift = smallestShift() else { return proposals }
        var moved = Proposal(
            label: "what the gates choose at a price moved to the budget",
            choices: space.decisions.candidates(of: filled(self.options(shift))))
        moved.isForced = fillsBudget
        // Of two that are the same network only the first is measured.
        proposals.insert(moved, at: fillsBudget ? 0 : proposals.count)
        return proposals
    }

    /// Spends what is left: again and again the change that a falling price would make next, among those that fit.
    private func filled(_ start: [Int]) -> [Int] {
        var options = start
        while true {
            var next: (decision: Int, option: Int)?
            var highest = -Double.infinity
            for (decision, logits) in logits.enumerated() {
                let current = options[decision]
                for option in logits.indices {
                    let more = share(decision, option) - share(decision, current)
                    guard more > 0 else { continue }
                    // The shift below which this option is preferred to the current one.
                    let shift = (logits[option] - logits[current]) / more
                    guard shift > highest else { continue }
                    options[decision] = option
                    if fits(options) { (next, highest) = ((decision, option), shift) }
                    options[decision] = current
                }
            }
            guard let next else { return options }
            options[next.decision] = next.option
        }
    }

    /// The smallest s at which the network keeps the budgets, to the precision of a bisection; nil where none does.
    private func smallestShift() -> Double? {
        func fits(_ shift: Double) -> Bool { self.fits(options(shift)) }
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

    private func fits(_ options: [Int]) -> Bool { limit.allows(space.cost(space.decisions.candidates(of: options))) }

    private func options(_ shift: Double) -> [Int] {
        logits.enumerated().map { decision, logits in
            GumbelSoftmax.argmax(logits.indices.map { logits[$0] - shift * share(decision, $0) })
        }
    }

    /// An option's cost as a share of each budget, summed.
    private func share(_ decision: Int, _ option: Int) -> Double {
        let compute = limit.compute.map { Double(macs[decision][option]) / Double(max(1, $0.deltaFrame)) } ?? 0
        let time =
            limit.time.map { Double(nanoseconds?[decision][option] ?? 0) / Double(max(1, $0.deltaFrame)) } ?? 0
        return compute + time
    }
}
