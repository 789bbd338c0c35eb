/// Settings of a search.
public struct SearchConfiguration: Sendable, Hashable {
    /// Steps with sampled choices.
    public var searchSteps: Int
    /// Steps after them, with the best choice fixed, in which only weights move.
    public var settleSteps: Int
    /// Frame pairs a step.
    public var pairs: Int
    public var learningRate: Double
    public var logitLearningRate: Double
    /// Weight α of the distillation term.
    public var alpha: Double
    /// Steps, from the first on, that have the distillation term; nil: all.
    public var distillationSteps: Int?
    /// τ at the first and at the last search step; geometric in between.
    public var temperature: ClosedRange<Double>
    /// Weight β of `E[cost] / teacher's cost` where a strategy holds it constant; nil: the price that the budget puts on
    /// cost at the start. Strategies that adapt it to the budget ignore it.
    public var beta: Double?
    /// Whether ``SearchStrategy/deltaDistillation`` takes the network moved to the budget where the gates' own is cheaper:
    /// for comparisons at equal cost.
    public var fillsBudget: Bool
    /// Networks that the random strategy draws.
    public var draws: Int
    /// Whether damages are measured by replacing one site at a time (``ReplaceOneDamages``) on the frames that decide,
    /// instead of estimated to second order.
    public var measuresDamages: Bool
    public var seed: UInt64

    public init(
        searchSteps: Int = 120, settleSteps: Int = 120, pairs: Int = 4, learningRate: Double = 5e-4,
        logitLearningRate: Double = 0.05, alpha: Double = 0.01, distillationSteps: Int? = nil,
        temperature: ClosedRange<Double> = 0.1...5, beta: Double? = nil, fillsBudget: Bool = false,
        draws: Int = 20, measuresDamages: Bool = false, seed: UInt64 = 0
    ) {
        self.searchSteps = searchSteps
        self.settleSteps = settleSteps
        self.pairs = pairs
        self.learningRate = learningRate
        self.logitLearningRate = logitLearningRate
        self.alpha = alpha
        self.distillationSteps = distillationSteps
        self.temperature = temperature
        self.beta = beta
        self.fillsBudget = fillsBudget
        self.draws = draws
        self.measuresDamages = measuresDamages
        self.seed = seed
    }

    /// The settings of a strategy where they are not those of ``SearchStrategy/gumbel``.
    ///
    /// Habibian et al. 2022 hold τ at 2/3 and distil features in the first third of the training only.
    public func adapted(to strategy: SearchStrategy) -> SearchConfiguration {
        var adapted = self
        if strategy == .greedy { adapted.measuresDamages = true }
        guard strategy == .deltaDistillation else { return adapted }
        adapted.temperature = 2.0 / 3...2.0 / 3
        adapted.distillationSteps = totalSteps / 3
        return adapted
    }

    public var totalSteps: Int { searchSteps + settleSteps }
}
