/// Frames of a video by index, with labels and flow where the source has them.
///
/// Access is random and pure: a frame's content does not depend on what was read before, nor on the thread.
public protocol FrameSource: Sendable {
    /// How a user named the source.
    var name: String { get }

    /// Size of every frame that `frame(at:)` returns.
    var size: FrameSize { get }

    /// Number of frames; nil where the source never ends.
    var frameCount: Int? { get }

    /// Whether ``frameCount`` is what there is. Where it is an estimate, reading beyond the last frame throws
    /// `FrameSourceError.indexOutOfRange`.
    var isCountExact: Bool { get }

    /// Frames a second; nil where nobody says.
    var frameRate: VideoRate? { get }

    /// What the labels' numbers mean; nil where nobody says.
    var classSet: ClassSet? { get }

    /// Whether reading may fail: frames lie in files, which may be bad.
    var canFail: Bool { get }

    /// Whether at least one frame has labels.
    var isLabelled: Bool { get }

    /// Whether ``flow(at:)`` gives the flow of every frame but the first, and those behind cuts.
    var knowsFlow: Bool { get }

    func frame(at index: Int) throws -> RGBImage

    /// The frame's labels, at their own size; nil where the frame has none.
    func labels(at index: Int) throws -> LabelMap?

    /// Backward flow from frame `index` to the one before, as `FlowField` defines it; nil for the first frame and where
    /// flow is unknown.
    func flow(at index: Int) throws -> FlowField?

    /// A range of frames, video by video: nothing moves from the last frame of one to the first of the next.
    ///
    /// In order, none empty, together the range.
    func videos(in range: Range<Int>) -> [Range<Int>]

    /// Whether its videos are recordings of their own, so that a stream begins anew with each, instead of one with cuts.
    var beginsAnewWithVideos: Bool { get }

    /// A name that no other frame of the source has, fit for a file without its extension.
    func frameName(at index: Int) -> String

    /// Frame and labels together, where one pass over the source gives both.
    func labelledFrame(at index: Int) throws -> (image: RGBImage, labels: LabelMap?)

    /// SHA-256, as 64 hexadecimal digits, of what determines the content of the given frames and of their labels.
    ///
    /// - Parameter frames: nil: the whole source.
    func fingerprint(of frames: Range<Int>?) throws -> String
}

extension FrameSource {
    public var isCountExact: Bool { true }

    public var frameRate: VideoRate? { nil }

    public var classSet: ClassSet? { nil }

    public var beginsAnewWithVideos: Bool { false }

    public var canFail: Bool { false }

    public var knowsFlow: Bool { false }

    public func flow(at index: Int) throws -> FlowField? { nil }

    /// One video.
    public func videos(in range: Range<Int>) -> [Range<Int>] { range.isEmpty ? [] : [range] }

    /// The index, six digits at least.
    public func frameName(at index: Int) -> String {
        let digits = String(index)
        return String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }

    public func labelledFrame(at index: Int) throws -> (image: RGBImage, labels: LabelMap?) {
        (try frame(at: index), try labels(at: index))
    }

    /// The fingerprint of the whole source.
    public func fingerprint() throws -> String { try fingerprint(of: nil) }
}
