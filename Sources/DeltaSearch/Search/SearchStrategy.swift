/// How a search comes to its choice of candidates.
public enum SearchStrategy: String, Sendable, Hashable, CaseIterable {
    /// Gumbel-softmax over a supernet, logits and weights together.
    case gumbel
    /// Statistics, closed-form students and an exact knapsack; no gradient step.
    case solve
    /// The best of ``SearchSession/randomDraws`` random networks within the budget, closed-form students.
    case random
    /// One candidate everywhere: the best that keeps the budget, closed-form students.
    case uniform
}
