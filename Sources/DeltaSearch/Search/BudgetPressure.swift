/// The budget's part of the loss, `λ · E[MACs] / budget`, and the ascent on λ.
///
/// The expectation is over the noise-free softmax `π` of each site's logits. λ follows the cost of the *discrete*
/// network that the logits now pick (dual ascent): `λ ← max(0, λ + η (cost / budget − 1))`. The user never tunes it.
public struct BudgetPressure: Sendable, Hashable {
    /// MACs of every candidate of every site.
    public let macs: [[Int]]
    public let budget: Int
    public internal(set) var lambda: Double

    init(macs: [[Int]], budget: Int, lambda: Double = 0) {
        precondition(budget > 0, "a budget of \(budget) MACs")
        self.macs = macs
        self.budget = budget
        self.lambda = lambda
    }

    /// `Σ_s Σ_k π_sk MACs_sk`.
    func expectedMACs(_ logits: [[Double]]) -> Double {
        zip(logits, macs).reduce(0) { total, site in
            total + zip(GumbelSoftmax.softmax(site.0), site.1).reduce(0) { $0 + $1.0 * Double($1.1) }
        }
    }

    /// `∂(λ E[MACs] / budget) / ∂logits`.
    func gradient(_ logits: [[Double]]) -> [[Double]] {
        zip(logits, macs).map { logits, macs in
            GumbelSoftmax.backward(
                GumbelSoftmax.softmax(logits), macs.map { lambda * Double($0) / Double(budget) })
        }
    }

    /// MACs of the network of the likeliest candidates.
    func discreteMACs(_ logits: [[Double]]) -> Int {
        zip(logits, macs).reduce(0) { $0 + $1.1[GumbelSoftmax.argmax($1.0)] }
    }

    /// One step of dual ascent.
    mutating func ascend(_ logits: [[Double]], rate: Double) {
        lambda = max(0, lambda + rate * (Double(discreteMACs(logits)) / Double(budget) - 1))
    }

    /// Compares ``gradient(_:)`` with central finite differences of the expected cost, at one logit of every site.
    ///
    /// A search runs this at its start: a penalty without a gradient does nothing, and looks the same.
    ///
    /// - Returns: the largest deviation, relative to the largest gradient.
    public static func selfTest(macs: [[Int]], budget: Int, logits: [[Double]]) -> Double {
        let pressure = BudgetPressure(macs: macs, budget: budget, lambda: 1)
        let analytic = pressure.gradient(logits)
        let scale = analytic.joined().map(abs).max() ?? 0
        guard scale > 0 else { return 0 }
        let step = 1e-4
        var worst = 0.0
        for site in logits.indices where logits[site].count > 1 {
            let candidate = site % logits[site].count
            // Only this site's share of the cost changes.
            let single = BudgetPressure(macs: [macs[site]], budget: budget, lambda: 1)
            var up = logits[site]
            var down = up
            up[candidate] += step
            down[candidate] -= step
            let difference = (single.expectedMACs([up]) - single.expectedMACs([down])) / (2 * step) / Double(budget)
            worst = max(worst, abs(difference - analytic[site][candidate]) / scale)
        }
        return worst
    }
}
