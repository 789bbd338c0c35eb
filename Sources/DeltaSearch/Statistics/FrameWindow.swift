/// A key frame and the delta frames that refer to it: consecutive frames of one video.
public struct FrameWindow: Hashable, Sendable {
    /// The key frame is the first.
    public let frames: Range<Int>

    public init(_ frames: Range<Int>) {
        precondition(!frames.isEmpty, "a window has at least its key frame")
        self.frames = frames
    }

    public var keyFrame: Int { frames.lowerBound }
    public var deltaFrames: Range<Int> { (frames.lowerBound + 1)..<frames.upperBound }

    /// Windows of `interval` frames from the start of a range; the last may be shorter, and is left out where it is a
    /// key frame alone, unless asked for.
    public static func split(_ range: Range<Int>, interval: Int, keepsLoneKeyFrame: Bool = false) -> [FrameWindow] {
        stride(from: range.lowerBound, to: range.upperBound, by: interval).compactMap { start in
            let window = FrameWindow(start..<min(start + interval, range.upperBound))
            return window.deltaFrames.isEmpty && !keepsLoneKeyFrame ? nil : window
        }
    }
}
