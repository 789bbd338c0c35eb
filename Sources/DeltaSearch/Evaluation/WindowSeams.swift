import Synchronization

/// Brings the last frame of a window together with the first of the next: the two are predicted by different workers, in
/// any order.
///
/// Windows are taken in order, so that few halves ever wait: two a worker.
final class WindowSeams: Sendable {
    enum Side {
        case lastOfWindow
        case firstOfNext
    }

    private let waiting = Mutex<[Int: (side: Side, frame: PredictedFrame)]>([:])

    /// Hands in one half of the seam behind a window; both, in order, to whoever comes second.
    func offer(
        _ frame: PredictedFrame, _ side: Side, behind window: Int
    ) -> (previous: PredictedFrame, frame: PredictedFrame)? {
        waiting.withLock {
            guard let other = $0.removeValue(forKey: window) else {
                $0[window] = (side, frame)
                return nil
            }
            precondition(other.side != side, "the same half twice behind window \(window)")
            return side == .firstOfNext ? (other.frame, frame) : (frame, other.frame)
        }
    }
}
