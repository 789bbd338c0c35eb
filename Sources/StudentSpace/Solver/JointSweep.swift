/// Dynamic programming over the groups of a knapsack of two resources, with only the states that can matter: partial
/// choices that no other beats in cost, time and damage, and whose damage plus the relaxation of what is left does not
/// exceed the best known damage. Where more remain than may be kept, the most promising are, and the least bound among
/// the others is what is proven.
struct JointSweep {
    /// A partial choice.
    private struct State {
        var cost: Int
        var time: Int
        var damage: Double
        /// No completion has less damage.
        var bound: Double
        /// The state of the group before that this one extends, and the option that does.
        var parent: Int32
        var option: Int32
    }

    /// Where a state comes from.
    private struct Link {
        var parent: Int32
        var option: Int32
    }

    struct Outcome {
        /// The options in the problem's order of groups; nil where no state within both limits was left.
        var options: [Int]?
        /// No choice that the sweep did not find has less damage than this.
        var proven: Double
    }

    /// A price on time, with the relaxation of the groups from each one on.
    private struct Price {
        var value: Double
        var suffixes: [LinearRelaxation]
    }

    private let problem: JointProblem
    private let prices: [Price]

    init(_ problem: JointProblem, _ relaxation: JointRelaxation) {
        self.problem = problem
        // Partial choices leave more time or less than the price of the whole expects.
        let base = relaxation.timePrice
        let factors = base > 0 ? [1, 0.8, 1.25, 0.5, 2, 0] : [0]
        prices = factors.map {
            Price(value: base * $0, suffixes: LinearRelaxation.suffixes(of: problem.priced(base * $0)))
        }
    }

    /// The best choice with damage up to `bound`.
    func best(bound: Double, states capacity: Int) -> Outcome {
        let limit = bound + problem.tolerance
        var proven = Double.infinity
        var links: [[Link]] = []
        var states = [State(cost: 0, time: 0, damage: 0, bound: -.infinity, parent: -1, option: -1)]
        for stage in problem.groups.indices {
            var next: [State] = []
            for option in problem.groups[stage].indices {
                let extended = extend(states, stage: stage, option: option, bound: limit)
                next = next.isEmpty ? extended : merge(next, extended)
            }
            if next.count > capacity {
                let (kept, least) = mostPromising(next, count: capacity)
                proven = min(proven, least)
                next = kept
            }
            states = next
            links.append(states.map { Link(parent: $0.parent, option: $0.option) })
        }
        let best = states.indices.min {
            (states[$0].damage, states[$0].cost, states[$0].time, $0)
                < (states[$1].damage, states[$1].cost, states[$1].time, $1)
        }
        return Outcome(options: best.map { trace(links, $0) }, proven: proven)
    }

    /// The states that an option makes of those before, in order of cost, without the hopeless ones.
    private func extend(_ states: [State], stage: Int, option: Int, bound: Double) -> [State] {
        let added = problem.groups[stage][option]
        var breakpoints = prices.map { $0.suffixes[stage + 1].costs.count - 1 }
        var extended: [State] = []
        extended.reserveCapacity(states.count)
        for (parent, state) in states.enumerated() {
            let (cost, time) = (problem.cost - state.cost - added.cost, problem.time - state.time - added.time)
            // Costs rise, so room only shrinks.
            guard cost >= 0 else { break }
            guard time >= 0 else { continue }
            let damage = state.damage + added.damage
            var least = -Double.infinity
            for (index, price) in prices.enumerated() {
                let rest = price.suffixes[stage + 1]
                while rest.costs[breakpoints[index]] > cost { breakpoints[index] -= 1 }
                least = max(
                    least,
                    damage + rest.damage(within: cost, after: breakpoints[index]) - price.value * Double(time))
                if least > bound { break }
            }
            guard least <= bound else { continue }
            extended.append(
                State(
                    cost: state.cost + added.cost, time: state.time + added.time, damage: damage, bound: least,
                    parent: Int32(parent), option: Int32(option)))
        }
        return extended
    }

    /// Two fronts as one, without what the other dominates; equals in the order of the options.
    private func merge(_ a: [State], _ b: [State]) -> [State] {
        var merged: [State] = []
        merged.reserveCapacity(a.count + b.count)
        var staircase = Staircase()
        var (i, j) = (0, 0)
        while i < a.count || j < b.count {
            let takesFirst: Bool
            if i == a.count {
                takesFirst = false
            } else if j == b.count {
                takesFirst = true
            } else {
                takesFirst = (a[i].cost, a[i].time, a[i].damage) <= (b[j].cost, b[j].time, b[j].damage)
            }
            let state = takesFirst ? a[i] : b[j]
            if takesFirst { i += 1 } else { j += 1 }
            if staircase.admits(time: state.time, damage: state.damage) { merged.append(state) }
        }
        return merged
    }

    /// The states of the least bounds, in their order, and the least bound of the others.
    private func mostPromising(_ states: [State], count: Int) -> ([State], Double) {
        let order = states.indices.sorted { (states[$0].bound, $0) < (states[$1].bound, $1) }
        return (order.prefix(count).sorted().map { states[$0] }, states[order[count]].bound)
    }

    private func trace(_ links: [[Link]], _ index: Int) -> [Int] {
        var options = [Int](repeating: 0, count: links.count)
        var index = index
        for stage in links.indices.reversed() {
            let link = links[stage][index]
            options[stage] = Int(link.option)
            index = Int(link.parent)
        }
        return options
    }
}
