public import DeltaSearch
public import VideoData

/// What `deltanas pareto` is asked for.
public struct ParetoRequest: Sendable {
    /// nil: the latest experiment.
    public var experiment: String?
    /// Further experiments, derived and fine-tuned for the same budgets.
    public var others: [String]
    /// Budgets, evenly spaced.
    public var points: Int
    /// Of the teacher's amortised MACs. The lower end moves up to what the cheapest network takes.
    public var shares: ClosedRange<Double>
    /// Strategies that choose among the first experiment's candidates, to compare with.
    public var baselines: [SearchStrategy]
    /// Steps of fine-tuning of every derived student; 0: none.
    public var finetuneSteps: Int
    /// Whether the baselines' students are fine-tuned too.
    public var finetunesBaselines: Bool
    public var seed: UInt64
    /// Frames to score students on; nil: those that the search decided on.
    public var data: String?
    public var frames: FrameRange?
    /// Where students, table and picture go.
    public var folder: String

    public init(
        experiment: String?, others: [String] = [], points: Int = 8, shares: ClosedRange<Double> = 0.25...0.7,
        baselines: [SearchStrategy] = [.uniform, .random], finetuneSteps: Int = 0,
        finetunesBaselines: Bool = false, seed: UInt64 = 0, data: String? = nil, frames: FrameRange? = nil,
        folder: String
    ) {
        self.experiment = experiment
        self.others = others
        self.points = points
        self.shares = shares
        self.baselines = baselines
        self.finetuneSteps = finetuneSteps
        self.finetunesBaselines = finetunesBaselines
        self.seed = seed
        self.data = data
        self.frames = frames
        self.folder = folder
    }

    /// As `deltanas finetune` would train.
    var finetuning: FinetuneConfiguration {
        var configuration = FinetuneConfiguration(steps: finetuneSteps, seed: seed)
        configuration.warmup = min(configuration.warmup, finetuneSteps / 10)
        return configuration
    }

    /// Strategies that need nothing but damages.
    public static let possibleBaselines: [SearchStrategy] = [.solve, .uniform, .random, .greedy]
}
