import StudentSpace

/// The pressures of a search's budgets: one of compute, one of time, or both, each with a dual ascent of its own.
public struct BudgetPressures: Sendable, Hashable {
    public internal(set) var compute: BudgetPressure?
    public internal(set) var time: BudgetPressure?
    /// What a delta frame takes beside its candidates, in nanoseconds.
    let restNanoseconds: Int

    /// Pressures at the prices that the budgets put on a MAC and a nanosecond, and those prices.
    ///
    /// One budget's price is the smallest at which the best network fits; two budgets' are the multipliers of the
    /// knapsack's relaxation.
    ///
    /// - Parameter positions: of the scores: damages are nats a frame and twice the divergence, whose mean over the
    ///   scores' positions the loss takes.
    /// - Throws: ``KnapsackError``.
    static func start(
        _ space: SearchSpace, _ limit: BudgetLimit, damages: [[Double]], positions: Int
    ) throws -> (pressures: BudgetPressures, prices: [(price: Double, costs: [[Int]])]) {
        let limits = space.knapsackLimits(limit)
        let macs = space.choices.map(\.macs)
        let times = space.choices.map { $0.nanoseconds ?? [] }
        // A frame of which all is spent on the rest leaves nothing: only candidates that take no time fit then.
        let room = limits.time.map { max(1, $0) }
        let price: (cost: Double, time: Double)
        switch (limit.compute, room) {
        case (.some, nil): price = (InitialLogits.multiplier(damages, macs, limits.cost), 0)
        case (nil, let room?): price = (0, InitialLogits.multiplier(damages, times, room))
        case (.some, .some): price = try KnapsackSolver(space.knapsack(damages: damages)).prices(limits)
        case (nil, nil): preconditionFailure("a search without a budget")
        }
        func pressure(_ price: Double, _ costs: [[Int]], _ budget: Int) -> BudgetPressure {
            BudgetPressure(
                costs: costs, budget: max(1, budget), lambda: 0.5 * price * Double(budget) / Double(positions))
        }
        let pressures = BudgetPressures(
            compute: limit.compute.map { _ in pressure(price.cost, macs, limits.cost) },
            time: room.map { pressure(price.time, times, $0) },
            restNanoseconds: space.latency?.restNanoseconds ?? 0)
        var prices: [(price: Double, costs: [[Int]])] = []
        if pressures.compute != nil { prices.append((price.cost, macs)) }
        if pressures.time != nil { prices.append((price.time, times)) }
        return (pressures, prices)
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
