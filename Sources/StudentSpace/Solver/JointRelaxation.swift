/// The Lagrangian relaxation of a knapsack of two resources: prices on both, and what they prove.
///
/// For any price μ ≥ 0 on time, `min Σ (damage + μ · time)` within the limit of cost, less `μ · limit of time`, is no
/// more than the optimum; its linear relaxation maximises over the price λ of cost exactly. The best μ is found by
/// search, the bound being concave in it.
struct JointRelaxation {
    /// The prices of one unit of cost and of time at the best bound.
    let (costPrice, timePrice): (Double, Double)
    /// No choice within both limits has less damage.
    let bound: Double

    init(_ problem: JointProblem) {
        func value(_ price: Double) -> (bound: Double, costPrice: Double) {
            let (damage, slope) = Self.relaxed(problem.priced(price), within: problem.cost)
            return (damage - price * Double(problem.time), slope)
        }
        // Beyond this price every group would rather be fast: a unit of time outweighs all damage.
        let spread = problem.groups.reduce(0.0) { total, options in
            total + (options.map(\.damage).max() ?? 0) - (options.map(\.damage).min() ?? 0)
        }
        var (best, price) = (value(0), 0.0)
        var high = spread > 0 ? spread / Double(max(1, problem.time)) : 1
        // Widen while the bound grows, then close in on the top of a concave function.
        var top = value(high)
        for _ in 0..<Self.iterations where top.bound > best.bound {
            (best, price) = (top, high)
            high *= 4
            top = value(high)
        }
        var low = 0.0
        for _ in 0..<Self.iterations {
            let (a, b) = (low + 0.382 * (high - low), low + 0.618 * (high - low))
            let (left, right) = (value(a), value(b))
            if left.bound > best.bound { (best, price) = (left, a) }
            if right.bound > best.bound { (best, price) = (right, b) }
            if left.bound >= right.bound { high = b } else { low = a }
        }
        (costPrice, timePrice, bound) = (best.costPrice, price, best.bound)
    }

    private static let iterations = 48

    /// The optimum of the linear relaxation of one resource, and its multiplier.
    private static func relaxed(_ groups: [[ReducedProblem.Option]], within capacity: Int) -> (Double, Double) {
        var base = 0.0
        var segments: [LinearRelaxation.Segment] = []
        for options in groups {
            base += options[0].damage
            segments += LinearRelaxation.hull(of: options)
        }
        segments.sort { $0.slope > $1.slope }
        var left = capacity
        for segment in segments {
            guard segment.cost <= left else {
                return (base - segment.slope * Double(left), segment.slope)
            }
            left -= segment.cost
            base -= segment.gain
        }
        return (base, 0)
    }

    /// What an option's price exceeds its group's least by: no choice with it is better than the bound plus that.
    func excess(_ options: [JointProblem.Option]) -> [Double] {
        let values = options.map { $0.damage + costPrice * Double($0.cost) + timePrice * Double($0.time) }
        let least = values.min() ?? 0
        return values.map { $0 - least }
    }
}
