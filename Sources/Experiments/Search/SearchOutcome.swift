import DeltaSearch
public import ExperimentStore

/// What a trial found, as it is recorded.
public struct SearchOutcome: Sendable {
    public var trial: TrialRecord
    /// The networks that were decided between, the best first: the first is the choice.
    public var measured: [MeasurementRecord]
    /// The choice with the weights that it ends with, where gradient steps have moved them since.
    public var settled: MeasurementRecord?
    /// Agreement of the supernet as it mixed its candidates when the choice was made, on the frames that ``measured`` is
    /// of; nil without a supernet. What it is above the choice's is lost to discretisation.
    public var mixtureAgreement: Double?
    /// Whether the closed-form students were fitted anew after the choice, on all frames.
    public var isRefitted: Bool

    /// What agrees with the teacher when the choice was made: on held-back frames, unless there were too few to hold any
    /// back.
    public var agreement: Double? { measured.first?.agreement }

    /// Whatever process has run it.
    ///
    /// - Throws: ``StoreError``.
    init(_ trial: TrialRecord, _ request: SearchRequest, _ database: ExperimentDatabase) throws {
        let isDifferentiable = request.strategy.isDifferentiable
        let chosenAt = isDifferentiable ? request.configuration.searchSteps : 0
        let all = try database.measurements(of: trial.id)
        self.trial = trial
        measured = all.filter { $0.step == chosenAt }
        settled = all.last { $0.step > chosenAt }
        mixtureAgreement = try database.metrics(of: trial.id, name: SearchJob.mixtureAgreement).last?.value
        isRefitted = !isDifferentiable && measured.first?.frames == .heldBack
    }

    /// The one whose choice agrees best, the first of equals.
    public static func best(_ outcomes: [SearchOutcome]) -> SearchOutcome? {
        outcomes.reduce(nil as SearchOutcome?) { best, outcome in
            guard let best else { return outcome }
            return (outcome.agreement ?? -1) > (best.agreement ?? -1) ? outcome : best
        }
    }
}
