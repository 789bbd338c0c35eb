/// How long frames took, in milliseconds.
public struct LatencySummary: Hashable, Sendable {
    public let count: Int
    public let mean: Double
    public let median: Double
    /// The smallest time that at least 95 of 100 frames did not exceed.
    public let percentile95: Double

    /// nil where there are none.
    init?(_ milliseconds: [Double]) {
        guard !milliseconds.isEmpty else { return nil }
        let sorted = milliseconds.sorted()
        count = sorted.count
        mean = sorted.reduce(0, +) / Double(count)
        median = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
        percentile95 = sorted[(95 * count + 99) / 100 - 1]
    }

    /// Frames per second at the mean.
    public var framesPerSecond: Double { 1000 / mean }
}

extension Duration {
    /// In milliseconds.
    var milliseconds: Double {
        Double(components.seconds) * 1e3 + Double(components.attoseconds) * 1e-15
    }
}
