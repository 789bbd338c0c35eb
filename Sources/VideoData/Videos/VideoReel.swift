import Foundation

/// A video that is decoded on a thread of its own, ahead of those who read it.
///
/// Frames that are read once leave the shelf with it, so that there is never more than what was decoded and not yet read:
/// `lookahead` frames beyond the last one asked for, and what readers have left out on the way. Whoever asks for a frame
/// that has left has the video decoded from its start again.
final class VideoReel: Sendable {
    private let state: VideoReelState

    /// - Parameters:
    ///   - frames: those that are kept; nothing else is converted.
    ///   - isReadOnce: whether a frame leaves when it is read.
    init(
        _ path: String, size: FrameSize, keeping frames: VideoFrames, isReadOnce: Bool, lookahead: Int,
        memoryLimit: Int
    ) {
        state = VideoReelState(
            path: path, size: size, frames: frames, isReadOnce: isReadOnce, lookahead: lookahead,
            memoryLimit: memoryLimit)
    }

    deinit { state.stop() }

    /// A frame that is among the kept ones; nil where the video ends before it.
    ///
    /// - Throws: `VideoError` of the first frame that could not be decoded, where that is not behind this one.
    func image(at index: Int) throws -> RGBImage? { try state.image(at: index) }

    /// Waits until the last of the kept frames is decoded, or the video ends.
    ///
    /// - Parameter progress: called every now and then with the number of frames that are kept; what it throws is thrown.
    /// - Returns: how many frames of the video have been come by.
    /// - Throws: what ended the video before its end.
    func finish(_ progress: ((Int) throws -> Void)? = nil) throws -> Int { try state.finish(progress) }

    /// How many frames the video has; nil where its end has not been come to.
    var count: Int? { state.count }
}

/// Which frames of a video: every so many from a first to a last.
struct VideoFrames: Hashable, Sendable {
    var first = 0
    /// nil: to the end.
    var last: Int?
    var stride = 1

    func contains(_ index: Int) -> Bool {
        index >= first && last.map { index <= $0 } ?? true && (index - first) % stride == 0
    }

    /// How many they are of a video of so many frames.
    func count(of all: Int) -> Int {
        let end = min(all, last.map { $0 < .max ? $0 + 1 : $0 } ?? all)
        return end <= first ? 0 : (end - first + stride - 1) / stride
    }
}

/// What reader and decoder share, under one lock.
private final class VideoReelState: @unchecked Sendable {
    private let path: String
    private let size: FrameSize
    private let frames: VideoFrames
    private let isReadOnce: Bool
    private let lookahead: Int
    private let condition = NSCondition()
    private var shelf: FrameShelf
    /// The frame that is decoded next.
    private var next = 0
    /// The last frame that someone has asked for.
    private var wanted = 0
    /// Why there are no more frames.
    private var end: Result<Void, any Error>?
    /// Counts the threads that were begun; only the last one goes on.
    private var turn = 0

    init(
        path: String, size: FrameSize, frames: VideoFrames, isReadOnce: Bool, lookahead: Int, memoryLimit: Int
    ) {
        (self.path, self.size, self.frames) = (path, size, frames)
        (self.isReadOnce, self.lookahead) = (isReadOnce, lookahead)
        shelf = FrameShelf(path: path, memoryLimit: memoryLimit)
    }

    func stop() {
        condition.lock()
        turn += 1
        condition.broadcast()
        condition.unlock()
    }

    func image(at index: Int) throws -> RGBImage? {
        condition.lock()
        defer { condition.unlock() }
        if turn == 0 || (index < next && !shelf.has(index)) { begin() }
        wanted = max(wanted, index)
        condition.broadcast()
        while index >= next, end == nil { condition.wait() }
        guard let image = try shelf.image(index, size: size) else {
            try end?.get()
            return nil
        }
        if isReadOnce { shelf.remove(index) }
        return image
    }

    func finish(_ progress: ((Int) throws -> Void)?) throws -> Int {
        condition.lock()
        defer { condition.unlock() }
        if turn == 0 { begin() }
        wanted = frames.last ?? .max - lookahead
        condition.broadcast()
        while end == nil {
            _ = condition.wait(until: Date(timeIntervalSinceNow: 0.1))
            guard let progress else { continue }
            let done = frames.count(of: next)
            condition.unlock()
            defer { condition.lock() }
            try progress(done)
        }
        try end?.get()
        return next
    }

    /// The number of all frames, where the last is known.
    var count: Int? {
        condition.lock()
        defer { condition.unlock() }
        guard case .success = end, frames.last.map({ next <= $0 }) ?? true else { return nil }
        return next
    }

    /// From the first frame. Others may still be waiting for what they want.
    private func begin() {
        turn += 1
        (next, end) = (0, nil)
        shelf.removeAll()
        let own = turn
        let thread = Thread { [self] in
            let result = Result { try decode(own) }
            condition.lock()
            if turn == own { end = result }
            condition.broadcast()
            condition.unlock()
        }
        thread.name = "decoding"
        thread.start()
    }

    private func decode(_ own: Int) throws {
        let decoder = try VideoDecoder(path)
        while frames.last.map({ decoder.position <= $0 }) ?? true, try decoder.advance() {
            let index = decoder.position - 1
            let image = frames.contains(index) ? try decoder.image().resized(to: size) : nil
            condition.lock()
            defer { condition.unlock() }
            if turn == own, let image { try shelf.put(image, index) }
            if turn == own { next = index + 1 }
            condition.broadcast()
            while turn == own, next > wanted + lookahead { condition.wait() }
            guard turn == own else { return }
        }
    }
}
