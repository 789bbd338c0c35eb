/// A knapsack of two resources made small: both as surplus over each group's least, options that others dominate in
/// all three respects left out, coarse groups first.
struct JointProblem {
    struct Option {
        var cost: Int
        var time: Int
        var damage: Double
        /// The option's index in the problem as given.
        var index: Int
    }

    /// Each group's options by rising cost, time, damage and index.
    var groups: [[Option]]
    /// The group's index in the problem as given.
    let origin: [Int]
    /// Room above the sum of the groups' least costs and times.
    private(set) var cost: Int
    private(set) var time: Int

    /// - Precondition: Either limit can be kept by itself.
    init(_ problem: KnapsackProblem, cost: Int, time: Int) {
        // Room beyond the dearest options changes nothing, and sums up to here cannot overflow.
        let dearest = problem.groups.reduce((cost: 0, time: 0)) { sum, group in
            (sum.cost + (group.map(\.cost).max() ?? 0), sum.time + (group.map(\.time).max() ?? 0))
        }
        self.cost = min(cost, dearest.cost) - problem.minimumCost
        self.time = min(time, dearest.time) - problem.minimumTime
        let reduced = problem.groups.map { options in
            let (leastCost, leastTime) = (options.map(\.cost).min() ?? 0, options.map(\.time).min() ?? 0)
            return Self.undominated(
                options.enumerated().map {
                    Option(cost: $1.cost - leastCost, time: $1.time - leastTime, damage: $1.damage, index: $0)
                })
        }
        let (room, duration) = (Double(max(1, self.cost)), Double(max(1, self.time)))
        let coarseness = reduced.map { options in
            options.reduce(0.0) { max($0, Double($1.cost) / room, Double($1.time) / duration) }
        }
        origin = reduced.indices.sorted { (coarseness[$1], $0) < (coarseness[$0], $1) }
        groups = origin.map { reduced[$0] }
    }

    /// The same problem with only some of its options: what the groups' least cost and time rise by is spent already.
    ///
    /// - Precondition: Of every group something is kept.
    func keeping(_ isKept: (_ group: Int, _ option: Int) -> Bool) -> JointProblem {
        var core = self
        for group in groups.indices {
            let kept = groups[group].indices.filter { isKept(group, $0) }.map { groups[group][$0] }
            let (leastCost, leastTime) = (kept.map(\.cost).min() ?? 0, kept.map(\.time).min() ?? 0)
            core.cost -= leastCost
            core.time -= leastTime
            core.groups[group] = kept.map {
                Option(cost: $0.cost - leastCost, time: $0.time - leastTime, damage: $0.damage, index: $0.index)
            }
        }
        return core
    }

    private static func undominated(_ options: [Option]) -> [Option] {
        let sorted = options.sorted {
            ($0.cost, $0.time, $0.damage, $0.index) < ($1.cost, $1.time, $1.damage, $1.index)
        }
        var staircase = Staircase()
        return sorted.filter { staircase.admits(time: $0.time, damage: $0.damage) }
    }

    /// The groups with a price on time: knapsacks of one resource, as the linear relaxation reads them.
    func priced(_ price: Double) -> [[ReducedProblem.Option]] {
        groups.map { options in
            options.map {
                ReducedProblem.Option(cost: $0.cost, damage: $0.damage + price * Double($0.time), index: $0.index)
            }.sorted { ($0.cost, $0.damage, $0.index) < ($1.cost, $1.damage, $1.index) }
        }
    }

    /// Damages may differ by this much through the order of their summation alone.
    var tolerance: Double {
        1e-12 * groups.reduce(0) { $0 + ($1.map { abs($0.damage) }.max() ?? 0) }
    }
}

/// Dominance in time and damage, seen in order of cost: what is worth keeping is below all that came before.
struct Staircase {
    /// Times rise, damages fall.
    private var steps: [(time: Int, damage: Double)] = []

    /// Whether no earlier one has both less or equal time and damage; if so, it counts from now on.
    mutating func admits(time: Int, damage: Double) -> Bool {
        // The first step beyond this time.
        var (low, high) = (0, steps.count)
        while low < high {
            let middle = (low + high) / 2
            if steps[middle].time <= time { low = middle + 1 } else { high = middle }
        }
        if low > 0, steps[low - 1].damage <= damage { return false }
        var first = low
        if low > 0, steps[low - 1].time == time { first = low - 1 }
        var end = low
        while end < steps.count, steps[end].damage >= damage { end += 1 }
        steps.replaceSubrange(first..<end, with: [(time, damage)])
        return true
    }
}
