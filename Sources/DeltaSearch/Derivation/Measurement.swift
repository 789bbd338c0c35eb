public import Compute
public import VideoData

/// Measures proposals end to end on held-back frames and keeps the best.
public struct Measurement: Sendable {
    private let evaluator: StreamEvaluator
    private let windows: [FrameWindow]
    private let source: any FrameSource

    public init(
        _ teacher: TeacherModel, windows: [FrameWindow], of source: any FrameSource, interval: Int, pool: WorkerPool
    ) {
        evaluator = StreamEvaluator(teacher, interval: interval, pool: pool)
        self.windows = windows
        self.source = source
    }

    /// All proposals measured, the best first; equal ones in the order given.
    ///
    /// - Parameter progress: called with the number of proposals done; what it throws ends the measuring.
    public func rank(
        _ proposals: [Proposal], of bank: CandidateBank, progress: (Int) throws -> Void = { _ in }
    ) throws -> [MeasuredProposal] {
        var measured: [MeasuredProposal] = []
        for (index, proposal) in proposals.enumerated() {
            measured.append(
                MeasuredProposal(
                    proposal: proposal,
                    evaluation: try evaluator.evaluate(bank.student(proposal.choices), windows, of: source)))
            try progress(index + 1)
        }
        return measured.enumerated().sorted {
            MeasuredProposal.isBetter($0.element, $1.element)
                || (!MeasuredProposal.isBetter($1.element, $0.element) && $0.offset < $1.offset)
        }.map(\.element)
    }
}
