public import ExperimentStore

/// What a search found.
public struct SearchOutcome: Sendable {
    /// The networks that were decided between, the best first: the first is the choice.
    public var measured: [MeasurementRecord]
    /// The choice with the weights that it ends with, where gradient steps have moved them since.
    public var settled: MeasurementRecord?
    /// Agreement of the supernet as it mixed its candidates when the choice was made, on the frames that ``measured`` is
    /// of; nil without a supernet. What it is above the choice's is lost to discretisation.
    public var mixtureAgreement: Double?
    /// Whether the closed-form students were fitted anew after the choice, on all frames.
    public var isRefitted: Bool
}
