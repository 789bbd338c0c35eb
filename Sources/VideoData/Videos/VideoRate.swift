/// Frames a second, as a fraction: 30000/1001 for NTSC.
public struct VideoRate: Hashable, Sendable, CustomStringConvertible {
    public let numerator: Int
    public let denominator: Int

    /// nil unless both are positive and the rate is between one frame in a day and 100,000 a second.
    public init?(_ numerator: Int, _ denominator: Int) {
        guard numerator > 0, denominator > 0 else { return nil }
        let rate = Double(numerator) / Double(denominator)
        guard rate > 1e-5, rate < 1e5 else { return nil }
        self.numerator = numerator
        self.denominator = denominator
    }

    public var framesPerSecond: Double { Double(numerator) / Double(denominator) }

    /// The rate of every `stride`-th frame.
    public func every(_ stride: Int) -> VideoRate {
        let (product, overflow) = denominator.multipliedReportingOverflow(by: stride)
        return overflow ? self : VideoRate(numerator, product) ?? self
    }

    /// Where nobody says: 25.
    public static let usual = VideoRate(whole: 25)

    private init(whole: Int) {
        numerator = whole
        denominator = 1
    }

    public var description: String { denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)" }
}
