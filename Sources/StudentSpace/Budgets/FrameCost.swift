/// What a delta frame costs.
public struct FrameCost: Hashable, Sendable {
    public var macs: Int
    /// By a latency table; nil without one.
    public var nanoseconds: Int?

    public init(macs: Int, nanoseconds: Int?) {
        self.macs = macs
        self.nanoseconds = nanoseconds
    }
}
