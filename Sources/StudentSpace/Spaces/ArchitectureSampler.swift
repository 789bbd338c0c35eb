public import RandomStreams

/// Draws architectures within a budget, roughly uniformly.
///
/// A site's surplus is what a candidate costs above the cheapest one there. Surpluses are rounded up to a grid of
/// ``steps`` steps over the room between minimum and limit, and the selections whose rounded surpluses fit are counted
/// by dynamic programming; walking back with the counts as weights draws each of them with the same probability.
/// Rounding up leaves out selections within one step a site of the limit, never admits one beyond it.
public struct ArchitectureSampler: Sendable {
    /// The resolution of the count.
    public static let steps = 4096

    private let space: SearchSpace
    private let surplus: [[Int]]
    /// `counts[i][b]`: relative number of ways to choose at sites `i…` with at most `b` steps of surplus in all.
    private let counts: [[Double]]

    /// - Throws: ``InfeasibleBudget``.
    public init(_ space: SearchSpace, within limit: BudgetLimit) throws(InfeasibleBudget) {
        try space.profile(limit).requireFeasible()
        self.space = space
        let room = min(limit.deltaFrameMACs, space.maximumMACs) - space.minimumMACs
        let step = max(1, (room + Self.steps - 1) / Self.steps)
        let surplus = space.choices.map { choice in
            choice.macs.map { ($0 - choice.macs[0] + step - 1) / step }
        }
        // Where the limit excludes nothing, rounding must not either.
        let isFree = limit.allows(deltaFrameMACs: space.maximumMACs)
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

    /// One selection, within the limit always.
    public func sample(using random: inout RandomStream) -> Selection {
        var left = counts[0].count - 1
        var indices: [Int] = []
        for (site, options) in surplus.enumerated() {
            let weights = options.map { $0 <= left ? counts[site + 1][left - $0] : 0 }
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
        return space.selection(indices)
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
