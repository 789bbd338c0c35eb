/// A clip's windows, divided into those that students are fitted on and those that decide between them.
public struct ClipSplit: Sendable, Hashable {
    public let fitting: [FrameWindow]
    /// The last windows of the clip, about an eighth of its delta frames and at least a window's worth; empty where the
    /// clip has a single window.
    public let heldBack: [FrameWindow]

    /// - Throws: ``SearchError/clipTooShort(source:frames:keyframeInterval:)`` where the range is shorter than the
    ///   key-frame interval.
    public init(_ range: Range<Int>, interval: Int, source: String) throws {
        guard range.count >= interval else {
            throw SearchError.clipTooShort(source: source, frames: range.count, keyframeInterval: interval)
        }
        let windows = FrameWindow.split(range, interval: interval)
        let total = windows.reduce(0) { $0 + $1.deltaFrames.count }
        let wanted = max(interval - 1, (total + 7) / 8)
        var held = 0
        var first = windows.count
        while first > 1, held < wanted {
            first -= 1
            held += windows[first].deltaFrames.count
        }
        fitting = Array(windows[..<first])
        heldBack = Array(windows[first...])
    }

    /// What decides: the held-back windows, or the fitting ones where nothing could be held back.
    public var deciding: [FrameWindow] { heldBack.isEmpty ? fitting : heldBack }

    public var all: [FrameWindow] { fitting + heldBack }
}
