/// How a search comes to its choice of candidates.
public enum SearchStrategy: String, Sendable, Hashable, CaseIterable {
    /// Gumbel-softmax over a supernet, logits and weights together.
    case gumbel
    /// Statistics, closed-form students and an exact knapsack; no gradient step.
    case solve
    /// The best of a number of random networks within the budget, closed-form students.
    case random
    /// One candidate everywhere: the best that keeps the budget, closed-form students.
    case uniform
    /// Closed-form students, replaced one after the other from the dearest network on, each time what does the least
    /// measured damage for the MACs it saves.
    case greedy
    /// The recipe of Habibian et al. 2022: students that start from decompositions of the weights, a gate a site
    /// trained with them under a constant price of cost, and the network that the gates come to.
    case deltaDistillation = "delta-distillation"

    /// Whether it takes gradient steps.
    public var isDifferentiable: Bool { self == .gumbel || self == .deltaDistillation }
}
