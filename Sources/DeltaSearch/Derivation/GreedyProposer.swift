import StudentSpace

/// Proposes the network that replacing one site after the other comes to; sites that decide together are replaced together.
///
/// From the dearest candidate everywhere on, the replacement that does the least damage for what it saves of the budgets
/// that are exceeded, until none is: among equals the first site's, then the cheapest.
struct GreedyProposer {
    private let space: SearchSpace
    private let limit: BudgetLimit
    /// Of every option of every decision.
    private let (damages, macs, nanoseconds): ([[Double]], [[Int]], [[Int]]?)

    /// - Parameter damages: of every candidate, site by site.
    init(_ space: SearchSpace, limit: BudgetLimit, damages: [[Double]]) {
        self.space = space
        self.limit = limit
        (self.damages, macs, nanoseconds) = (
            space.decisions.sums(damages), space.optionMACs, space.optionNanoseconds
        )
    }

    /// Empty where no replacement saves anything any more and a budget is still exceeded.
    func propose() -> [Proposal] {
        var options = macs.map { $0.count - 1 }
        // Under two budgets, what saves of one may cost of the other: no option has to be come back to often.
        for _ in 0..<4 * macs.reduce(1, { $0 + $1.count }) {
            let choices = space.decisions.candidates(of: options)
            let cost = space.cost(choices)
            if limit.allows(cost) {
                return [Proposal(label: "greedy replacement by measured damages", choices: choices)]
            }
            guard let step = nextStep(options, cost) else { return [] }
            options[step.decision] = step.option
        }
        return []
    }

    private func nextStep(_ options: [Int], _ cost: FrameCost) -> (decision: Int, option: Int)? {
        // Of each exceeded budget, what a unit of its resource is worth.
        let perMAC = limit.compute.map { cost.macs > $0.deltaFrame ? 1 / Double(max(1, $0.deltaFrame)) : 0 } ?? 0
        let perNanosecond =
            limit.time.map { (cost.nanoseconds ?? 0) > $0.deltaFrame ? 1 / Double(max(1, $0.deltaFrame)) : 0 } ?? 0
        var best: (decision: Int, option: Int)?
        var least = Double.infinity
        for (decision, current) in options.enumerated() {
            func spent(_ option: Int) -> Double {
                perMAC * Double(macs[decision][option])
                    + perNanosecond * Double(nanoseconds?[decision][option] ?? 0)
            }
            for option in macs[decision].indices {
                let saving = spent(current) - spent(option)
                guard saving > 0 else { continue }
                let price = (damages[decision][option] - damages[decision][current]) / saving
                if price < least { (best, least) = ((decision, option), price) }
            }
        }
        return best
    }
}
