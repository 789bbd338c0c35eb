/// Settings of a Gumbel-softmax search.
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
    /// τ at the first and at the last search step; geometric in between.
    public var temperature: ClosedRange<Double>
    public var seed: UInt64

    public init(
        searchSteps: Int = 120, settleSteps: Int = 120, pairs: Int = 4, learningRate: Double = 5e-4,
        logitLearningRate: Double = 0.05, alpha: Double = 0.01, temperature: ClosedRange<Double> = 0.1...5,
        seed: UInt64 = 0
    ) {
        self.searchSteps = searchSteps
        self.settleSteps = settleSteps
        self.pairs = pairs
        self.learningRate = learningRate
        self.logitLearningRate = logitLearningRate
        self.alpha = alpha
        self.temperature = temperature
        self.seed = seed
    }

    public var totalSteps: Int { searchSteps + settleSteps }
}
