import VideoData

/// A choice of candidates that is worth measuring, and why.
public struct Proposal: Sendable, Hashable {
    /// Where it comes from: `knapsack over closed-form damages`, `lowrank:C/4 everywhere`, …
    public var label: String
    /// The candidate's index at each site.
    public var choices: [Int]
    /// Whether it is the choice whatever others measure.
    var isForced = false

    public init(label: String, choices: [Int]) {
        self.label = label
        self.choices = choices
    }
}

/// A measured proposal.
public struct MeasuredProposal: Sendable {
    public var proposal: Proposal
    public var evaluation: Evaluation
    /// A delta frame's time as the space's latency table predicts it, in nanoseconds; nil without one.
    public var predictedNanoseconds: Int?
    /// Whole frames as they were timed; nil where they were not.
    public var time: FrameTime?

    public init(
        proposal: Proposal, evaluation: Evaluation, predictedNanoseconds: Int? = nil, time: FrameTime? = nil
    ) {
        self.proposal = proposal
        self.evaluation = evaluation
        self.predictedNanoseconds = predictedNanoseconds
        self.time = time
    }

    /// Better first: what is forced, then more agreement with the teacher, then fewer MACs.
    static func isBetter(_ a: MeasuredProposal, _ b: MeasuredProposal) -> Bool {
        if a.proposal.isForced != b.proposal.isForced { return a.proposal.isForced }
        let (left, right) = (a.evaluation.agreement.share ?? 0, b.evaluation.agreement.share ?? 0)
        return left != right ? left > right : a.evaluation.deltaFrameMACs < b.evaluation.deltaFrameMACs
    }
}
