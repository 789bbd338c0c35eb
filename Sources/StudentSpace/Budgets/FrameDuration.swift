/// A number of nanoseconds as people read it: `7.25 ms`.
public struct FrameDuration: Hashable, Sendable, CustomStringConvertible {
    public var nanoseconds: Int

    /// - Precondition: `nanoseconds` is not negative.
    public init(nanoseconds: Int) {
        precondition(nanoseconds >= 0, "a time of \(nanoseconds) ns")
        self.nanoseconds = nanoseconds
    }

    /// Under the largest unit that leaves the number at 1 or more; three decimals, halves up, trailing zeros dropped.
    public var description: String {
        let (name, unit) =
            [("s", 1_000_000_000), ("ms", 1_000_000), ("µs", 1000)].first { nanoseconds >= $0.1 } ?? ("ns", 1)
        return "\(Cost.decimal(nanoseconds, in: unit)) \(name)"
    }
}
