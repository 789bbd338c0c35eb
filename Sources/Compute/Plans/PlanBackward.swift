/// A plan's backward pass with work behind it: what is to be done with a parameter's gradient is done as soon as it is
/// there, beside the rest of the pass.
public final class PlanBackward {
    private let plan: Plan
    private var stages = PlanStages()

    /// - Parameter work: for some parameters, what reads their gradient (and may write to it); by the order given where
    ///   several are ready. It runs on one thread of the plan's pool and must touch nothing else of the plan.
    public init(_ plan: Plan, then work: [(parameter: String, body: () throws -> Void)]) {
        self.plan = plan
        stages.append(plan.backwardStages)
        for (parameter, body) in work {
            let gradient = plan.parameterGradient(parameter)
            stages.add(
                PlanStages.Stage(parts: [(0, { _ in try body() })]), pieces: 1,
                reads: [MemoryRange(gradient.base, gradient.count)], writes: [])
        }
    }

    /// ``Plan/backward()``, then or meanwhile all of the work.
    ///
    /// - Throws: what the earliest stage that failed has thrown.
    public func run() throws {
        try plan.prepareBackward()
        try plan.pool.run(stages.graph) { stage, piece in
            for part in stages.stages[stage].parts { try part.run(piece) }
        }
    }
}
