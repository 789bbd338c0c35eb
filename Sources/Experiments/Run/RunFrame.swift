public import DeltaSearch

/// One frame of a run.
public struct RunFrame: Sendable {
    /// In the source.
    public let index: Int
    public let name: String
    public let decision: KeyFrameSchedule.Decision
    /// From the decoded picture to class scores: measuring the change, normalisation, network. In milliseconds.
    public let latency: Double
    /// Upsampling the scores and choosing the highest. In milliseconds.
    public let classification: Double
    /// Colouring and writing the picture, where there is one. In milliseconds.
    public let writing: Double?
    public let macs: Int
    /// The teacher on the same frame, normalisation and network, where it ran too. In milliseconds.
    public let teacherLatency: Double?
    /// The share of pixels that have the teacher's class, where it ran too.
    public let agreement: Double?

    public var isKey: Bool { decision.cause != nil }
}
