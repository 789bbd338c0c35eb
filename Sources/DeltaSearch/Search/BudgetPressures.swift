import StudentSpace

/// The pressures of a search's budgets: one of compute, one of time, or both, each with a dual ascent of its own.
public struct BudgetPressures: Sendable, Hashable {
    public internal(set) var compute: BudgetPressure?
    public internal(set) var time: BudgetPressure?
    /// What a delta frame takes beside its candidates, in nanoseconds.
    let restNanoseconds: Int

    /// Where a search starts: pressures at the prices that the budgets put on a MAC and a nanosecond, and those prices.
    struct Start {
        var pressures: BudgetPressures
        var prices: [(price: Double, costs: [[Int]])]
    }

    /// One budget's price is the smallest at which the best network fits; two budgets' are the multipliers of the
    /// knapsack's relaxation.
    ///
    /// - Parameter positions: of the scores: damages are nats a frame and twice the divergence, whose mean over the
    ///   scores' positions the loss takes.
    /// - Throws: ``KnapsackError``.
    static func start(
        _ space: SearchSpace, _ limit: BudgetLimit, damages: [[Double]], positions: Int
    ) throws -> Start {
        let limits = space.knapsackLimits(limit)
        let macs = space.optionMACs
        let ofOptions = space.decisions.sums(damages)
        guard limit.time != nil, let room = limits.time else {
            return start(macs: macs, budget: limits.cost, damages: ofOptions, positions: positions)
        }
        let times = space.optionNanoseconds ?? []
        let price: (cost: Double, time: Double) =
            limit.compute == nil
            ? (0, InitialLogits.multiplier(ofOptions, times, room))
            : try KnapsackSolver(space.knapsack(damages: damages)).prices(limits)
        return Start(
            pressures: BudgetPressures(
                compute: limit.compute.map { _ in pressure(price.cost, macs, limits.cost, positions) },
                time: pressure(price.time, times, room, positions),
                restNanoseconds: space.latency?.restNanoseconds ?? 0),
            prices: (limit.compute == nil ? [] : [(price.cost, macs)]) + [(price.time, times)])
    }

    /// The same for a budget of compute alone.
    static func start(macs: [[Int]], budget: Int, damages: [[Double]], positions: Int) -> Start {
        let price = InitialLogits.multiplier(damages, macs, budget)
        return Start(
            pressures: BudgetPressures(
                compute: pressure(price, macs, budget, positions), time: nil, restNanoseconds: 0),
            prices: [(price, macs)])
    }

    private static func pressure(_ price: Double, _ costs: [[Int]], _ budget: Int, _ positions: Int) -> BudgetPressure {
        // A frame of which nothing is left for them admits only candidates that cost nothing.
        let budget = max(1, budget)
        return BudgetPressure(
            costs: costs, budget: budget, lambda: 0.5 * price * Double(budget) / Double(positions))
    }

    var all: [BudgetPressure] { [compute, time].compactMap { $0 } }

    /// The sum of the budgets' gradients.
    func gradient(_ logits: [[Double]]) -> [[Double]] {
        let gradients = all.map { $0.gradient(logits) }
        return gradients.dropFirst().reduce(gradients[0]) { zip($0, $1).map { zip($0, $1).map(+) } }
    }

    /// One step of dual ascent of each.
    mutating func ascend(_ logits: [[Double]], rate: Double) {
        compute?.ascend(logits, rate: rate)
        time?.ascend(logits, rate: rate)
    }

    /// Compares every gradient with finite differences: the largest relative deviation.
    func selfTest(_ logits: [[Double]]) -> Double {
        all.map { BudgetPressure.selfTest(costs: $0.costs, budget: $0.budget, logits: logits) }.max() ?? 0
    }
}
