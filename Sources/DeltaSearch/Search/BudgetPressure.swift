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
}
