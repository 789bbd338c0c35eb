import StudentSpace

/// Proposes the network that replacing one site after the other comes to.
///
/// From the dearest candidate everywhere on, the replacement that does the least damage for what it saves of the budgets
/// that are exceeded, until none is: among equals the first site's, then the cheapest.
struct GreedyProposer {
    private let space: SearchSpace
    private let limit: BudgetLimit
    private let damages: [[Double]]

    init(_ space: SearchSpace, limit: BudgetLimit, damages: [[Double]]) {
        self.space = space
        self.limit = limit
        self.damages = damages
    }

    /// Empty where no replacement saves anything any more and a budget is still exceeded.
    func propose() -> [Proposal] {
        var choices = space.choices.map { $0.candidates.count - 1 }
        // Under two budgets, what saves of one may cost of the other: no candidate has to be come back to often.
        for _ in 0..<4 * space.choices.reduce(1, { $0 + $1.candidates.count }) {
            if limit.allows(space.cost(choices)) {
                return [Proposal(label: "greedy replacement by measured damages", choices: choices)]
            }
            guard let step = nextStep(choices) else { return [] }
            choices[step.site] = step.candidate
        }
        return []
    }

    private func nextStep(_ choices: [Int]) -> (site: Int, candidate: Int)? {
        let cost = space.cost(choices)
        // Of each exceeded budget, what a unit of its resource is worth.
        let macs = limit.compute.map { cost.macs > $0.deltaFrame ? 1 / Double(max(1, $0.deltaFrame)) : 0 } ?? 0
        let time =
            limit.time.map { (cost.nanoseconds ?? 0) > $0.deltaFrame ? 1 / Double(max(1, $0.deltaFrame)) : 0 } ?? 0
        var best: (site: Int, candidate: Int)?
        var least = Double.infinity
        for (site, choice) in space.choices.enumerated() {
            func spent(_ candidate: Int) -> Double {
                macs * Double(choice.macs[candidate]) + time * Double(choice.nanoseconds?[candidate] ?? 0)
            }
            let current = choices[site]
            for candidate in choice.candidates.indices {
                let saving = spent(current) - spent(candidate)
                guard saving > 0 else { continue }
                let price = (damages[site][candidate] - damages[site][current]) / saving
                if price < least { (best, least) = ((site, candidate), price) }
            }
        }
        return best
    }
}
