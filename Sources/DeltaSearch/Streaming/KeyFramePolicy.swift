/// Which frames of a stream are key frames.
public enum KeyFramePolicy: Hashable, Sendable {
    /// Every T-th frame from the first.
    case fixed
    /// As ``fixed``, but a cut takes the next key frame early, and a still scene does without: see
    /// ``KeyFrameSchedule``. `threshold`: how many times the largest recent change a frame's change must exceed to be
    /// a cut.
    case adaptive(threshold: Double)

    /// The threshold where nobody gives one: between the largest ratio without a cut (1.42) and the smallest with one
    /// (1.65) of the clips it was chosen on (`experiments/keyframes`).
    public static let defaultThreshold = 1.5

    /// What a threshold may be: at 1 every change that is the largest so far would count.
    public static let thresholds = 1.05...1000.0

    /// Reads `fixed`, `auto` or `auto:THRESHOLD`.
    ///
    /// - Throws: ``KeyFramePolicyError``.
    public init(parsing text: String) throws(KeyFramePolicyError) {
        switch text {
        case "fixed": self = .fixed
        case "auto": self = .adaptive(threshold: Self.defaultThreshold)
        default:
            guard text.hasPrefix("auto:") else { throw .unknown(text) }
            let number = text.dropFirst("auto:".count)
            // `Double` reads hexadecimal numbers and more.
            let isDecimal = number.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
            guard isDecimal, let threshold = Double(number), Self.thresholds.contains(threshold) else {
                throw .threshold(String(number), allowed: Self.thresholds)
            }
            self = .adaptive(threshold: threshold)
        }
    }

    /// As it is written: `auto:1.5` for the default threshold too.
    public var text: String {
        switch self {
        case .fixed: "fixed"
        case .adaptive(let threshold): "auto:\(threshold)"
        }
    }
}

/// A key-frame policy that cannot be read.
public enum KeyFramePolicyError: Error, Hashable, Sendable {
    /// Neither `fixed` nor `auto` nor `auto:THRESHOLD`.
    case unknown(String)
    /// Not a number, or one outside what makes sense.
    case threshold(String, allowed: ClosedRange<Double>)
}
