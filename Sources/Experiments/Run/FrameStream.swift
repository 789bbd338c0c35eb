import Foundation
import VideoData

/// Frames of a source in order, read and brought to the network's size on a thread of their own, a few ahead.
final class FrameStream: Sendable {
    /// A frame as the source has it, and as the network sees it.
    struct Frame: Sendable {
        let index: Int
        let picture: RGBImage
        let image: RGBImage
    }

    private let state: FrameStreamState

    /// - Parameters:
    ///   - range: of frames.
    ///   - hasEnd: whether it is an error when the source ends before the range does.
    init(_ source: any FrameSource, _ range: Range<Int>, hasEnd: Bool, size: FrameSize) {
        state = FrameStreamState(source, range, hasEnd: hasEnd, size: size)
        let thread = Thread { [state] in state.fill() }
        thread.name = "reading"
        thread.start()
    }

    deinit { state.stop() }

    /// nil at the end.
    ///
    /// - Throws: what reading the frame throws.
    func next() throws -> Frame? { try state.next() }
}

private final class FrameStreamState: @unchecked Sendable {
    private let source: any FrameSource
    private let range: Range<Int>
    private let hasEnd: Bool
    private let size: FrameSize
    private let condition = NSCondition()
    private var frames: [FrameStream.Frame] = []
    private var end: Result<Void, any Error>?
    private var isStopped = false

    /// Frames that are ready.
    private static let ahead = 3

    init(_ source: any FrameSource, _ range: Range<Int>, hasEnd: Bool, size: FrameSize) {
        (self.source, self.range, self.hasEnd, self.size) = (source, range, hasEnd, size)
    }

    func stop() {
        condition.lock()
        isStopped = true
        condition.broadcast()
        condition.unlock()
    }

    func next() throws -> FrameStream.Frame? {
        condition.lock()
        defer { condition.unlock() }
        while frames.isEmpty, end == nil { condition.wait() }
        guard !frames.isEmpty else {
            try end?.get()
            return nil
        }
        condition.broadcast()
        return frames.removeFirst()
    }

    func fill() {
        let result = Result { try read() }
        condition.lock()
        end = result
        condition.broadcast()
        condition.unlock()
    }

    private func read() throws {
        var index = range.lowerBound
        while !hasEnd || index < range.upperBound {
            let picture: RGBImage
            do {
                picture = try source.frame(at: index)
            } catch FrameSourceError.indexOutOfRange where !hasEnd && index > range.lowerBound {
                return
            }
            let frame = FrameStream.Frame(index: index, picture: picture, image: picture.resized(to: size))
            condition.lock()
            defer { condition.unlock() }
            while frames.count >= Self.ahead, !isStopped { condition.wait() }
            guard !isStopped else { return }
            frames.append(frame)
            condition.broadcast()
            index += 1
        }
    }
}
