extension BudgetPressure {
    /// Compares ``gradient(_:)`` with central finite differences of the expected cost, at every logit.
    ///
    /// A search runs this at its start: a penalty without a gradient does nothing, and looks the same.
    ///
    /// - Returns: the largest deviation, relative to the largest difference or gradient; 0 where no logit changes the
    ///   cost and none has a gradient.
    public static func selfTest(costs: [[Int]], budget: Int, logits: [[Double]]) -> Double {
        selfTest(costs: costs, budget: budget, logits: logits) { $0.gradient($1) }
    }

    /// - Parameter gradient: what is tested.
    static func selfTest(
        costs: [[Int]], budget: Int, logits: [[Double]], gradient: (BudgetPressure, [[Double]]) -> [[Double]]
    ) -> Double {
        let analytic = gradient(BudgetPressure(costs: costs, budget: budget, lambda: 1), logits)
        var worst = 0.0
        var scale = 0.0
        for site in logits.indices {
            // Only this site's share of the cost changes.
            let single = BudgetPressure(costs: [costs[site]], budget: budget, lambda: 1)
            for candidate in logits[site].indices {
                let difference = single.difference(logits[site], candidate)
                worst = max(worst, abs(difference - analytic[site][candidate]))
                scale = max(scale, abs(difference), abs(analytic[site][candidate]))
            }
        }
        return scale > 0 ? worst / scale : 0
    }

    /// The central difference of `E[cost] / budget` of one site by one of its logits.
    private func difference(_ logits: [Double], _ candidate: Int) -> Double {
        let step = 1e-4
        var (up, down) = (logits, logits)
        up[candidate] += step
        down[candidate] -= step
        return (expectedCost([up]) - expectedCost([down])) / (2 * step) / Double(budget)
    }
}
