/// Plans whose forward passes run one into the other: a stage of a later one begins as soon as what it reads is there.
///
/// A delta plan that is bound to its key plan's state follows it layer by layer, so that either has work for threads that
/// the other leaves idle. Same bits as one after the other.
public final class PlanSequence {
    private let plans: [Plan]
    private let stages: PlanStages
    private let pool: WorkerPool

    /// - Parameter plans: in their order; all of one pool.
    public init(_ plans: [Plan]) {
        precondition(!plans.isEmpty, "a sequence of no plans")
        self.plans = plans
        pool = plans[0].pool
        var stages = PlanStages()
        for plan in plans { stages.append(plan.forwardStages) }
        self.stages = stages
    }

    /// Runs all of them on what their inputs hold.
    public func forward() throws {
        for plan in plans { try plan.prepareForward() }
        try pool.run(stages.graph) { stage, piece in
            for part in stages.stages[stage].parts { try part.run(piece) }
        }
    }
}
