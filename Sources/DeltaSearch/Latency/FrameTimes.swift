/// What a stream's frames take: one interleaved run.
public struct FrameTimes: Hashable, Sendable {
    /// The teacher with its state kept.
    public let key: TimeSummary
    /// The student on the frames between.
    public let delta: TimeSummary
    /// The teacher alone, as where every frame is a key frame.
    public let teacher: TimeSummary

    public init(key: TimeSummary, delta: TimeSummary, teacher: TimeSummary) {
        self.key = key
        self.delta = delta
        self.teacher = teacher
    }

    /// The largest of the three spreads.
    public var spread: Double { max(key.spread, delta.spread, teacher.spread) }
}
