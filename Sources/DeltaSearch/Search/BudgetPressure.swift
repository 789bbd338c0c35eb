/// One budget's part of the loss, `λ · E[cost] / budget`, and the ascent on λ; costs are MACs or nanoseconds.
///
/// The expectation is over the noise-free softmax `π` of each decision's logits. λ follows the cost of the *discrete*
/// network that the logits now pick (dual ascent): `λ ← max(0, λ + η (cost / budget − 1))`. The user never tunes it.
public struct BudgetPressure: Sendable, Hashable {
    /// What every option of every decision costs: of a site by itself, its candidates.
    public let costs: [[Int]]
    /// What the candidates may cost together.
    public let budget: Int
    public internal(set) var lambda: Double

    init(costs: [[Int]], budget: Int, lambda: Double = 0) {
        precondition(budget > 0, "a budget of \(budget)")
        self.costs = costs
        self.budget = budget
        self.lambda = lambda
    }

    /// `Σ_s Σ_k π_sk cost_sk`.
    static func expectedCost(_ logits: [[Double]], _ costs: [[Int]]) -> Double {
        zip(logits, costs).reduce(0) { total, site in
            total + zip(GumbelSoftmax.softmax(site.0), site.1).reduce(0) { $0 + $1.0 * Double($1.1) }
        }
    }

    /// The cost of one candidate a site.
    static func cost(_ choices: [Int], _ costs: [[Int]]) -> Int { zip(choices, costs).reduce(0) { $0 + $1.1[$1.0] } }

    func expectedCost(_ logits: [[Double]]) -> Double { Self.expectedCost(logits, costs) }

    /// `∂(λ E[cost] / budget) / ∂logits`.
    func gradient(_ logits: [[Double]]) -> [[Double]] {
        zip(logits, costs).map { logits, costs in
            GumbelSoftmax.backward(
                GumbelSoftmax.softmax(logits), costs.map { lambda * Double($0) / Double(budget) })
        }
    }

    /// The cost of the network of the likeliest candidates.
    func discreteCost(_ logits: [[Double]]) -> Int {
        Self.cost(logits.map(GumbelSoftmax.argmax), costs)
    }

    /// One step of dual ascent.
    mutating func ascend(_ logits: [[Double]], rate: Double) {
        lambda = max(0, lambda + rate * (Double(discreteCost(logits)) / Double(budget) - 1))
    }
}
