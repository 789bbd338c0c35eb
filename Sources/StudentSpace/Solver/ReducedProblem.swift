/// A knapsack made small: costs as surplus over each group's cheapest option, divided by their greatest common
/// divisor; options that others dominate left out; groups in the order in which the sweep takes them.
struct ReducedProblem {
    struct Option {
        var cost: Int
        var damage: Double
        /// The option's index in the problem as given.
        var index: Int
    }

    /// Each group's options by rising cost, then damage, then index.
    var groups: [[Option]]
    /// The group's index in the problem as given.
    var origin: [Int]
    var capacity: Int

    /// - Parameters:
    ///   - depth: How many solutions are wanted: an option stays unless so many others dominate it.
    ///   - limit: At least the problem's minimum cost.
    init(_ problem: KnapsackProblem, limit: Int, depth: Int) {
        let cheapest = problem.groups.map { $0.map(\.cost).min() ?? 0 }
        var divisor = 0
        for (options, least) in zip(problem.groups, cheapest) {
            for option in options { divisor = Self.commonDivisor(divisor, option.cost - least) }
        }
        divisor = max(divisor, 1)

        let reduced = zip(problem.groups, cheapest).map { options, least in
            Self.undominated(
                options.enumerated().map {
                    Option(cost: ($1.cost - least) / divisor, damage: $1.damage, index: $0)
                }, depth: depth)
        }
        // Coarse groups first: what is left for the relaxation to bound is then fine-grained, and the bound is tight.
        origin = reduced.indices.sorted { (reduced[$1].last?.cost ?? 0, $0) < (reduced[$0].last?.cost ?? 0, $1) }
        groups = origin.map { reduced[$0] }
        // Room beyond the dearest options changes nothing, and sums up to here cannot overflow.
        let dearest = groups.reduce(0) { $0 + ($1.last?.cost ?? 0) }
        capacity = min((limit - problem.minimumCost) / divisor, dearest)
    }

    /// The same problem on a grid of so many steps: costs rounded up, so that what keeps its capacity keeps this one's.
    func coarsened(to steps: Int) -> ReducedProblem {
        var coarse = self
        let step = max(1, (capacity + steps - 1) / steps)
        coarse.capacity = capacity / step
        coarse.groups = groups.map { options in
            options.map { Option(cost: ($0.cost + step - 1) / step, damage: $0.damage, index: $0.index) }
                .sorted { ($0.cost, $0.damage, $0.index) < ($1.cost, $1.damage, $1.index) }
        }
        return coarse
    }

    private static func undominated(_ options: [Option], depth: Int) -> [Option] {
        let sorted = options.sorted { ($0.cost, $0.damage, $0.index) < ($1.cost, $1.damage, $1.index) }
        var least = LeastDamages(depth: depth)
        return sorted.filter { least.admits($0.damage) }
    }

    private static func commonDivisor(_ a: Int, _ b: Int) -> Int {
        var (a, b) = (a, b)
        while b != 0 { (a, b) = (b, a % b) }
        return a
    }
}

/// Dominance to a depth: seen in order of cost, a damage is worth keeping unless `depth` earlier ones are as low.
struct LeastDamages {
    /// Rising, at most `depth` of them.
    private var least: [Double] = []
    private let depth: Int

    init(depth: Int) {
        self.depth = depth
        least.reserveCapacity(depth + 1)
    }

    /// Whether the next damage is worth keeping; if so, it counts from now on.
    mutating func admits(_ damage: Double) -> Bool {
        if least.count == depth, let worst = least.last, damage >= worst { return false }
        var place = least.count
        while place > 0, least[place - 1] > damage { place -= 1 }
        least.insert(damage, at: place)
        if least.count > depth { least.removeLast() }
        return true
    }
}
