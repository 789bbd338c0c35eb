/// Decides, frame by frame and before anything of a frame is computed, whether it is a key frame.
///
/// With ``KeyFramePolicy/fixed``, every T-th frame. With ``KeyFramePolicy/adaptive(threshold:)``:
///
/// - **A cut is a key frame.** A frame is a cut where its change from the frame before exceeds `threshold` times the
///   largest of the last ``window`` such changes. A ratio to the stream's own past needs no calibration to camera,
///   frame rate or contrast; the largest rather than the mean, so that doubled frames do not make each new one a cut.
///   Two in a row are the start of a motion: what is usual is then learned anew from the second.
/// - **The cut's key frame is the next scheduled one, taken early.** The interval behind it is longer by what the one
///   before it was short: the schedule's grid stays where it was, and the number of key frames what T makes it. After
///   several cuts in a row the debt is paid off by intervals of at most 2T.
/// - **A still scene waits.** Where a key frame is due, but the frame differs from the last key frame by less than
///   ``stillness`` of the picture's contrast, the key frame is put off, to at most ``longest`` T. What that saves pays
///   for later cuts.
///
/// Without cuts and stillness the decisions are those of ``KeyFramePolicy/fixed``. They follow from the frames alone:
/// same frames, same key frames.
public struct KeyFrameSchedule: Hashable, Sendable {
    public let policy: KeyFramePolicy
    /// T: frames from one key frame to the next.
    public let interval: Int

    /// How many changes are remembered.
    public static let window = 8
    /// A share of the contrast that sensor noise alone can make.
    public static let stillness = 0.05
    /// Still scenes have a key frame at least every so many T.
    public static let longest = 8

    /// Frames since the last key frame; nil before the first.
    private var distance: Int?
    /// Changes from frame to frame, the latest last.
    private var recent: [Double] = []
    private var wasCut = false
    /// Frames by which intervals came out shorter than T, less those by which they came out longer.
    private var debt = 0

    public init(_ policy: KeyFramePolicy, interval: Int) {
        precondition(interval >= 1, "a key-frame interval of \(interval)")
        self.policy = policy
        self.interval = interval
    }

    /// Why a frame is a key frame.
    public enum Cause: String, Hashable, Sendable, CaseIterable {
        case first
        /// It was due.
        case interval
        case cut
    }

    /// What a frame is to be.
    public struct Decision: Hashable, Sendable {
        /// nil: a delta frame.
        public var cause: Cause?
        /// Frames since its key frame, 0 for a key frame.
        public var distance: Int
        /// The frame's change from the one before over the largest of the recent ones; nil where nothing is known yet,
        /// or the policy does not ask.
        public var signal: Double?
    }

    /// Decides on the next frame.
    ///
    /// - Parameter change: nil where the policy does not need it.
    public mutating func next(_ change: FrameChange?) -> Decision {
        guard let distance else {
            self.distance = 0
            return Decision(cause: .first, distance: 0, signal: nil)
        }
        var signal: Double?
        var isCut = false
        var isStill = false
        if case .adaptive(let threshold) = policy, let change {
            signal = recent.max().map { change.fromPrevious / max($0, .leastNormalMagnitude) }
            isStill = change.fromKey <= Self.stillness * change.contrast
            // What stays within the noise of a still scene is no cut, however still the scene was.
            isCut = !isStill && signal.map { $0 > threshold } ?? false
            remember(change.fromPrevious, isCut: isCut)
        }
        let reached = distance + 1
        let due = reached >= interval + min(max(debt, 0), interval)
        let waits = isStill && reached < Self.longest * interval
        guard isCut || (due && !waits) else {
            self.distance = reached
            return Decision(cause: nil, distance: reached, signal: signal)
        }
        // Savings are kept for one interval's worth of cuts, so that a long still scene does not pay for ever.
        debt = max(debt + interval - reached, -Self.longest * interval)
        self.distance = 0
        return Decision(cause: isCut ? .cut : .interval, distance: 0, signal: signal)
    }

    private mutating func remember(_ change: Double, isCut: Bool) {
        if isCut, wasCut {
            recent = [change]
        } else if !isCut {
            recent.append(change)
            if recent.count > Self.window { recent.removeFirst() }
        }
        wasCut = isCut
    }
}
