/// Which frames of a stream are key frames.
public enum KeyFramePolicy: Hashable, Sendable {
    /// Every T-th frame from the first.
    case fixed
    /// As ``fixed``, but a cut takes the next key frame early, and a still scene does without: see
    /// ``KeyFrameSchedule``. `threshold`: how many times the largest recent change a frame's change must exceed to be
    /// a cut.
    case adaptive(threshold: Double)

    /// The threshold where nobody gives one.
    ///
    /// From frame to frame, the change of the scenes it was chosen on grew at most 1.5-fold over the largest of the
    /// eight changes before; at most of their cuts it grew more than 1.6-fold (`experiments/keyframes`).
    public static let defaultThreshold = 1.6

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
            guard let threshold = Double(number), Self.thresholds.contains(threshold) else {
                throw .threshold(String(number), allowed: Self.thresholds)
            }
            self = .adaptive(threshold: threshold)
        }
    }

    /// As it is written: `auto:1.6` for the default threshold too.
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
