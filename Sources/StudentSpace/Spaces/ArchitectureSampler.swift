public import RandomStreams

/// Draws architectures within a budget, roughly uniformly.
///
/// A decision's surplus is what an option costs above the cheapest one there. Surpluses are rounded up to a grid of
/// ``steps`` steps over the room between minimum and limit, and the selections whose rounded surpluses fit are counted
/// by dynamic programming; walking back with the counts as weights draws each of them with the same probability.
/// Rounding up leaves out selections within one step a decision of the limit, never admits one beyond it. Under two budgets
/// the draws are by the tighter one, and those that exceed the other are drawn again.
public struct ArchitectureSampler: Sendable {
    /// The resolution of the count.
    public static let steps = 4096

    private let space: SearchSpace
    private let limit: BudgetLimit
    /// What is drawn where draws keep failing the second budget.
    private let fallback: [Int]?
    private let surplus: [[Int]]
    /// `counts[i][b]`: relative number of ways to take decisions `i…` with at most `b` steps of surplus in all.
    private let counts: [[Double]]

    /// - Throws: ``InfeasibleBudget``.
    public init(_ space: SearchSpace, within limit: BudgetLimit) throws(InfeasibleBudget) {
        try space.profile(limit).requireFeasible()
        self.space = space
        self.limit = limit
        fallback = limit.time == nil || limit.compute == nil ? nil : space.fastest(within: limit)
        let (costs, room, isFree) = Self.tighter(space, limit)
        let step = max(1, (room + Self.steps - 1) / Self.steps)
        let surplus = costs.map { costs in
            let least = costs.min() ?? 0
            return costs.map { ($0 - least + step - 1) / step }
        }
        // Where the limit excludes nothing, rounding must not either.
        let bins = isFree ? surplus.reduce(0) { $0 + ($1.max() ?? 0) } : room / step
        self.surplus = surplus
        var counts = [[Double](repeating: 1, count: bins + 1)]
        for options in surplus.reversed() {
            guard let rest = counts.last else { break }
            var row = (0...bins).map { bin in
                options.reduce(0.0) { $0 + ($1 <= bin ? rest[bin - $1] : 0) }
            }
            // Relative weights suffice, and 10^300 architectures must not overflow.
            let scale = 1 / (row.last ?? 1)
            for bin in row.indices { row[bin] *= scale }
            counts.append(row)
        }
        self.counts = counts.reversed()
    }

    /// The costs of the budget that leaves the smaller share of what there is to choose from, the room above their
    /// minimum, and whether that is all there is.
    private static func tighter(
        _ space: SearchSpace, _ limit: BudgetLimit
    ) -> (costs: [[Int]], room: Int, isFree: Bool) {
        let span = space.maximumMACs - space.minimumMACs
        let room = min(limit.deltaFrameMACs - space.minimumMACs, span)
        guard let time = limit.time, let least = space.minimumNanoseconds, let most = space.maximumNanoseconds else {
            return (space.optionMACs, room, room == span)
        }
        let (timeSpan, timeRoom) = (most - least, min(time.deltaFrame, most) - least)
        return Double(timeRoom) * Double(max(1, span)) <= Double(room) * Double(max(1, timeSpan))
            ? (space.optionNanoseconds ?? [], timeRoom, timeRoom == timeSpan)
            : (space.optionMACs, room, room == span)
    }

    /// One selection, within the limit always.
    public func sample(using random: inout RandomStream) -> Selection {
        for _ in 0..<Self.tries {
            let indices = space.decisions.candidates(of: draw(using: &random))
            if limit.allows(space.cost(indices)) { return space.selection(indices) }
        }
        guard let fallback else { preconditionFailure("a draw beyond its budget") }
        return space.selection(fallback)
    }

    /// Draws that may exceed the second budget.
    private static let tries = 1000

    /// An option of every decision.
    private func draw(using random: inout RandomStream) -> [Int] {
        var left = counts[0].count - 1
        var indices: [Int] = []
        for (decision, options) in surplus.enumerated() {
            let weights = options.map { $0 <= left ? counts[decision + 1][left - $0] : 0 }
            var draw = random.uniform() * weights.reduce(0, +)
            var chosen = 0
            for (index, weight) in weights.enumerated() where weight > 0 {
                chosen = index
                draw -= weight
                if draw < 0 { break }
            }
            indices.append(chosen)
            left -= options[chosen]
        }
        return indices
    }
}

extension SearchSpace {
    /// One random selection within a limit; for several, make an ``ArchitectureSampler`` once.
    public func randomSelection(within limit: BudgetLimit, using random: inout RandomStream) throws(InfeasibleBudget)
        -> Selection
    {
        try ArchitectureSampler(self, within: limit).sample(using: &random)
    }
}
