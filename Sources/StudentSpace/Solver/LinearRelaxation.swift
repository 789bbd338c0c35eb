/// The linear relaxation of the groups from one on: options may be mixed, so that each group is its lower convex hull.
///
/// As a function of the capacity the optimum is convex and piecewise linear: all groups' hull segments, steepest first
/// (Sinha & Zoltners 1979). Its slope is the Lagrange multiplier.
struct LinearRelaxation {
    /// One segment of a group's hull: `damage` falls by `gain` over `cost`.
    struct Segment {
        var cost: Int
        var gain: Double

        var slope: Double { gain / Double(cost) }
    }

    /// The breakpoints' capacities, from 0.
    private(set) var costs: [Int] = [0]
    /// The least damage at each breakpoint.
    private(set) var damages: [Double]

    /// Segments by falling slope, and the damage at capacity 0.
    init(_ segments: [Segment], base: Double) {
        damages = [base]
        costs.reserveCapacity(segments.count + 1)
        damages.reserveCapacity(segments.count + 1)
        for segment in segments {
            costs.append(costs[costs.count - 1] + segment.cost)
            damages.append(damages[damages.count - 1] - segment.gain)
        }
    }

    /// The least damage within a capacity.
    func damage(within capacity: Int) -> Double {
        var (low, high) = (0, costs.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if costs[middle] <= capacity { low = middle } else { high = middle }
        }
        return damage(within: capacity, after: low)
    }

    /// The same where the last breakpoint within the capacity is known.
    @inline(__always)
    func damage(within capacity: Int, after breakpoint: Int) -> Double {
        guard breakpoint + 1 < costs.count else { return damages[breakpoint] }
        let share =
            Double(capacity - costs[breakpoint]) / Double(costs[breakpoint + 1] - costs[breakpoint])
        return damages[breakpoint] + share * (damages[breakpoint + 1] - damages[breakpoint])
    }

    /// For each `i`, the relaxation of the groups `i…`; the last is that of no group.
    static func suffixes(of groups: [[ReducedProblem.Option]]) -> [LinearRelaxation] {
        var relaxations = [LinearRelaxation([], base: 0)]
        var segments: [Segment] = []
        var base = 0.0
        for options in groups.reversed() {
            base += options[0].damage
            segments = merged(segments, hull(of: options))
            relaxations.append(LinearRelaxation(segments, base: base))
        }
        return relaxations.reversed()
    }

    /// The segments of the lower convex hull, steepest first, from options by rising cost and, within a cost, damage.
    static func hull(of options: [ReducedProblem.Option]) -> [Segment] {
        var corners: [ReducedProblem.Option] = []
        for option in options {
            if let last = corners.last, option.damage >= last.damage { continue }
            while corners.count >= 2 {
                let (a, b) = (corners[corners.count - 2], corners[corners.count - 1])
                let before = Segment(cost: b.cost - a.cost, gain: a.damage - b.damage)
                let after = Segment(cost: option.cost - b.cost, gain: b.damage - option.damage)
                guard after.slope >= before.slope else { break }
                corners.removeLast()
            }
            corners.append(option)
        }
        return zip(corners, corners.dropFirst()).map { Segment(cost: $1.cost - $0.cost, gain: $0.damage - $1.damage) }
    }

    private static func merged(_ a: [Segment], _ b: [Segment]) -> [Segment] {
        var merged: [Segment] = []
        merged.reserveCapacity(a.count + b.count)
        var (i, j) = (0, 0)
        while i < a.count || j < b.count {
            if j == b.count || (i < a.count && a[i].slope >= b[j].slope) {
                merged.append(a[i])
                i += 1
            } else {
                merged.append(b[j])
                j += 1
            }
        }
        return merged
    }
}
