/// What was measured of one side, turn after turn.
public struct BenchSamples: Sendable, Hashable {
    public var values: [Double]

    public init(_ values: [Double] = []) { self.values = values }

    /// The middle value, of an even number the mean of the two in the middle; nil of none.
    public var median: Double? {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    public var minimum: Double? { values.min() }
    public var maximum: Double? { values.max() }
}
