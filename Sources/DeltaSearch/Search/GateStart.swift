import StudentSpace

/// Where the gates of Habibian et al. 2022 start, and the constant price of cost that they are trained under.
///
/// Of two candidates, the dearer (there: the full convolution) is behind by one nat, as the reference's gates are
/// (`bias = −1`, open for the full convolution); of more, all but the dearest are even.
struct GateStart {
    let logits: [[Double]]
    private let beta: Double?

    init(_ space: SearchSpace, beta: Double?) {
        logits = space.optionMACs.map { macs in
            macs.indices.map { $0 == macs.count - 1 && macs.count > 1 ? -1 : 0 }
        }
        self.beta = beta
    }

    /// The pressures with `λ E[cost] / budget = β E[cost] / teacher's cost`, for each budget; as they are without β.
    func priced(_ start: BudgetPressures.Start, _ limit: BudgetLimit) -> BudgetPressures.Start {
        guard let beta else { return start }
        func priced(_ pressure: BudgetPressure?, _ bound: BudgetLimit.Bound?) -> BudgetPressure? {
            guard let pressure, let bound else { return nil }
            return BudgetPressure(
                costs: pressure.costs, budget: pressure.budget,
                lambda: beta * Double(pressure.budget) / Double(max(1, bound.teacher)))
        }
        var result = start
        result.pressures.compute = priced(start.pressures.compute, limit.compute)
        result.pressures.time = priced(start.pressures.time, limit.time)
        return result
    }
}
