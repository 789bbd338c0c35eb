/// How long one thing took, over and over: quantiles of the samples, in nanoseconds.
///
/// The lower decile is what it takes where nothing gets in its way: other processes only ever add time. The spread of
/// the quartiles says how much of that there was.
public struct TimeSummary: Hashable, Sendable {
    public let lowerDecile: Int
    public let lowerQuartile: Int
    public let median: Int
    public let upperQuartile: Int
    /// Samples behind the quartiles.
    public let count: Int

    /// - Precondition: at least one sample.
    public init(_ nanoseconds: [Int]) {
        precondition(!nanoseconds.isEmpty, "no samples")
        let sorted = nanoseconds.sorted()
        lowerDecile = Self.quantile(0.1, sorted)
        lowerQuartile = Self.quantile(0.25, sorted)
        median = Self.quantile(0.5, sorted)
        upperQuartile = Self.quantile(0.75, sorted)
        count = sorted.count
    }

    /// `(upper quartile − lower quartile) / median`: a few hundredths on a quiet machine.
    public var spread: Double { median > 0 ? Double(upperQuartile - lowerQuartile) / Double(median) : 0 }

    /// Linear between the two nearest samples, as NumPy's default.
    private static func quantile(_ share: Double, _ sorted: [Int]) -> Int {
        let place = share * Double(sorted.count - 1)
        let low = Int(place)
        let high = min(low + 1, sorted.count - 1)
        return sorted[low] + Int(((place - Double(low)) * Double(sorted[high] - sorted[low])).rounded())
    }
}

extension Duration {
    /// Whole nanoseconds.
    var nanoseconds: Int { Int(components.seconds) * 1_000_000_000 + Int(components.attoseconds / 1_000_000_000) }
}
