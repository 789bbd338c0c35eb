/// Dynamic programming over the groups with only the states that can matter: of the partial choices up to a group,
/// those that no `depth` others beat in cost and damage, and whose damage plus the relaxation of what is left does not
/// exceed the best known damage.
struct ParetoSweep {
    /// A partial choice.
    struct State {
        var cost: Int
        var damage: Double
        /// The state of the group before that this one extends, and the option that does.
        var parent: Int32
        var option: Int32
    }

    /// What to do with more states than fit.
    enum Overflow {
        /// Keep the most promising: a heuristic.
        case keepBest
        /// Give up.
        case fail
    }

    let problem: ReducedProblem
    let relaxations: [LinearRelaxation]
    /// How many solutions are wanted.
    let depth: Int

    /// A complete choice of this problem's options, in the problem's own order of groups.
    struct Outcome {
        var cost: Int
        var damage: Double
        var options: [Int]
    }

    init(_ problem: ReducedProblem, depth: Int) {
        self.problem = problem
        self.depth = depth
        relaxations = LinearRelaxation.suffixes(of: problem.groups)
    }

    /// Damages may differ by this much through the order of their summation alone.
    var tolerance: Double {
        1e-12 * problem.groups.reduce(0) { $0 + ($1.map { abs($0.damage) }.max() ?? 0) }
    }

    /// The `depth` best complete choices with damage up to `bound`, best first; nil where more than `capacity` states
    /// would have to be kept and `overflow` says to give up.
    func best(bound: Double, states capacity: Int, overflow: Overflow) -> [Outcome]? {
        let bound = bound + tolerance
        var stages: [[State]] = []
        var states = [State(cost: 0, damage: 0, parent: -1, option: -1)]
        for stage in problem.groups.indices {
            var next: [State] = []
            for option in problem.groups[stage].indices {
                let extended = extend(states, stage: stage, option: option, bound: bound)
                next = next.isEmpty ? extended : merge(next, extended)
                if next.count > capacity, overflow == .fail { return nil }
            }
            if next.count > capacity { next = mostPromising(next, count: capacity, after: stage) }
            states = next
            stages.append(states)
        }
        let order = states.indices.sorted {
            (states[$0].damage, states[$0].cost, $0) < (states[$1].damage, states[$1].cost, $1)
        }
        return order.prefix(depth).map { index in
            Outcome(cost: states[index].cost, damage: states[index].damage, options: trace(stages, index))
        }
    }

    /// The states that an option makes of those before, in order of cost, without the hopeless ones.
    private func extend(_ states: [State], stage: Int, option: Int, bound: Double) -> [State] {
        let (cost, damage) = (problem.groups[stage][option].cost, problem.groups[stage][option].damage)
        let rest = relaxations[stage + 1]
        var extended: [State] = []
        extended.reserveCapacity(states.count)
        var breakpoint = rest.costs.count - 1
        for (parent, state) in states.enumerated() {
            let left = problem.capacity - state.cost - cost
            // Costs rise, so room only shrinks.
            guard left >= 0 else { break }
            while rest.costs[breakpoint] > left { breakpoint -= 1 }
            let total = state.damage + damage
            guard total + rest.damage(within: left, after: breakpoint) <= bound else { continue }
            extended.append(
                State(cost: state.cost + cost, damage: total, parent: Int32(parent), option: Int32(option)))
        }
        return extended
    }

    /// Two fronts as one, without what the other dominates; equals in the order of the options.
    private func merge(_ a: [State], _ b: [State]) -> [State] {
        var merged: [State] = []
        merged.reserveCapacity(a.count + b.count)
        var least = LeastDamages(depth: depth)
        var (i, j) = (0, 0)
        while i < a.count || j < b.count {
            let takesFirst: Bool
            if i == a.count {
                takesFirst = false
            } else if j == b.count {
                takesFirst = true
            } else {
                takesFirst = (a[i].cost, a[i].damage) <= (b[j].cost, b[j].damage)
            }
            let state = takesFirst ? a[i] : b[j]
            if takesFirst { i += 1 } else { j += 1 }
            if least.admits(state.damage) { merged.append(state) }
        }
        return merged
    }

    private func mostPromising(_ states: [State], count: Int, after stage: Int) -> [State] {
        let rest = relaxations[stage + 1]
        let ranked = states.enumerated().map { index, state in
            (index, state.damage + rest.damage(within: problem.capacity - state.cost))
        }
        let kept = ranked.sorted { ($0.1, $0.0) < ($1.1, $1.0) }.prefix(count)
        return kept.map(\.0).sorted().map { states[$0] }
    }

    private func trace(_ stages: [[State]], _ index: Int) -> [Int] {
        var options = [Int](repeating: 0, count: stages.count)
        var index = index
        for stage in stages.indices.reversed() {
            let state = stages[stage][index]
            options[stage] = Int(state.option)
            index = Int(state.parent)
        }
        return options
    }
}
