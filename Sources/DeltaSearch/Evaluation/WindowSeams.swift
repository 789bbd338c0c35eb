import Synchronization

/// A frame and the one before.
typealias PredictedPair = (previous: PredictedFrame, frame: PredictedFrame)

/// Finds the pairs of consecutive frames while windows are run side by side: within a window, and between the last frame of
/// one and the first of the next, which different workers predict, in any order.
///
/// Windows are taken in order, so that few frames ever wait for their other half: two a worker.
final class WindowSeams: Sendable {
    private let windows: [FrameWindow]
    /// Frames with which a video begins: nothing moves there from the one before.
    private let firstFrames: Set<Int>
    /// By the window before the seam, whichever half came first.
    private let waiting = Mutex<[Int: PredictedFrame]>([:])

    init(_ windows: [FrameWindow], firstFrames: Set<Int> = []) {
        self.windows = windows
        self.firstFrames = firstFrames
    }

    /// The pairs that a frame completes: each pair is given once, to whoever comes second.
    ///
    /// - Parameters:
    ///   - previous: the frame before in the same window; nil at its first.
    ///   - window: the window's index.
    func pairs(_ frame: PredictedFrame, after previous: PredictedFrame?, in window: Int) -> [PredictedPair] {
        var pairs: [PredictedPair] = []
        if let previous { pairs.append((previous, frame)) }
        if previous == nil, window > 0, !firstFrames.contains(frame.index),
            windows[window - 1].frames.upperBound == frame.index,
            let other = other(frame, behind: window - 1)
        {
            pairs.append((other, frame))
        }
        if window + 1 < windows.count, windows[window + 1].keyFrame == frame.index + 1,
            !firstFrames.contains(frame.index + 1),
            let other = other(frame, behind: window)
        {
            pairs.append((frame, other))
        }
        return pairs
    }

    /// A seam's other half, where it is there; else this one waits.
    private func other(_ frame: PredictedFrame, behind window: Int) -> PredictedFrame? {
        waiting.withLock {
            if let other = $0.removeValue(forKey: window) { return other }
            $0[window] = frame
            return nil
        }
    }
}
