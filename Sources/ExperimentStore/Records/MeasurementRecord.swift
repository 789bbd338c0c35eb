internal import GRDB

/// A network that a trial measured end to end beside its teacher.
public struct MeasurementRecord: Hashable, Sendable, Codable {
    /// What the weights knew of the frames that they were measured on.
    public enum Frames: String, Hashable, Sendable, Codable, CaseIterable {
        /// Nothing: no weight was fitted on them.
        case heldBack = "held-back"
        /// Weights were fitted on them too, so that the numbers flatter.
        case fitted
    }

    /// Steps behind the trial when it measured.
    public var step: Int
    /// Its place among the networks measured at that step, from zero, the best first.
    public var position: Int
    /// Where the network comes from: `knapsack over closed-form damages`, …
    public var label: String
    public var frames: Frames
    /// Share of pixels whose class is the teacher's.
    public var agreement: Double
    public var miou: Double?
    public var deltaFrameMacs: Int
    /// What a delta frame takes by the table of latencies; nil without one.
    public var predictedNanoseconds: Int?
    /// What a delta frame took; nil where it was not timed.
    public var measuredNanoseconds: Int?

    public init(
        step: Int, position: Int, label: String, frames: Frames, agreement: Double, miou: Double?, deltaFrameMacs: Int,
        predictedNanoseconds: Int? = nil, measuredNanoseconds: Int? = nil
    ) {
        self.step = step
        self.position = position
        self.label = label
        self.frames = frames
        self.agreement = agreement
        self.miou = miou
        self.deltaFrameMacs = deltaFrameMacs
        self.predictedNanoseconds = predictedNanoseconds
        self.measuredNanoseconds = measuredNanoseconds
    }
}

extension MeasurementRecord: StoredRow {}
