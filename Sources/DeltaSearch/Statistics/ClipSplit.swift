/// A clip's windows, none across two of its videos, divided into those that students are fitted on and those that decide between them.
public struct ClipSplit: Sendable, Hashable {
    public let fitting: [FrameWindow]
    /// The last windows of each video, about an eighth of the delta frames and at least a window's worth; empty where
    /// the clip has a single window.
    public let heldBack: [FrameWindow]
    /// In order; frames of one video are consecutive.
    public let videos: [Range<Int>]

    /// - Throws: ``SearchError/clipTooShort(source:frames:keyframeInterval:)`` where the range is shorter than the
    ///   key-frame interval.
    public init(_ range: Range<Int>, interval: Int, source: String) throws {
        try self.init([range], interval: interval, source: source)
    }

    /// Video by video, an eighth of the delta frames so far is held back. Some of each video's are left to fit on, of
    /// those that have a single window of all but the first's.
    ///
    /// - Parameter videos: in order.
    /// - Throws: ``SearchError/clipTooShort(source:frames:keyframeInterval:)`` where no video is as long as the key-frame
    ///   interval.
    public init(_ videos: [Range<Int>], interval: Int, source: String) throws {
        let longest = videos.map(\.count).max() ?? 0
        guard longest >= interval else {
            throw SearchError.clipTooShort(source: source, frames: longest, keyframeInterval: interval)
        }
        self.videos = videos
        var (fitting, heldBack): ([FrameWindow], [FrameWindow]) = ([], [])
        var (total, held) = (0, 0)
        for video in videos {
            let windows = FrameWindow.split(video, interval: interval)
            total += windows.reduce(0) { $0 + $1.deltaFrames.count }
            let wanted = max(interval - 1, (total + 7) / 8)
            let kept = windows.count > 1 || fitting.isEmpty ? 1 : 0
            var first = windows.count
            while first > kept, held < wanted {
                first -= 1
                held += windows[first].deltaFrames.count
            }
            fitting += windows[..<first]
            heldBack += windows[first...]
        }
        (self.fitting, self.heldBack) = (fitting, heldBack)
    }

    /// The frames of windows that follow one another in their video, a range a video.
    public func ranges(of windows: [FrameWindow]) -> [Range<Int>] {
        videos.compactMap { video in
            let own = windows.filter { video.contains($0.keyFrame) }
            guard let first = own.first, let last = own.last else { return nil }
            return min(first.keyFrame, last.keyFrame)..<max(first.frames.upperBound, last.frames.upperBound)
        }
    }

    /// What decides: the held-back windows, or the fitting ones where nothing could be held back.
    public var deciding: [FrameWindow] { heldBack.isEmpty ? fitting : heldBack }

    /// The fitting windows, then the others.
    public var all: [FrameWindow] { fitting + heldBack }
}
