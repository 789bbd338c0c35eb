import Dispatch
import Synchronization

/// Runs independent pieces of work on a bounded number of threads.
///
/// Which worker takes which piece is left to chance; every piece writes to a place of its own, so that results never
/// depend on the number of workers.
public struct WorkerPool: Sendable {
    /// The number of workers.
    public let count: Int

    public init(count: Int) {
        precondition(count >= 1, "a pool has at least one worker")
        self.count = count
    }

    /// Calls `body` once for every index of `0..<pieces` and waits for all.
    ///
    /// Pieces are taken in order; none is taken any more once one has failed.
    ///
    /// - Throws: the error of the lowest index that failed, after those that had been taken have ended.
    public func run(_ pieces: Int, _ body: @Sendable (Int) throws -> Void) throws {
        if count == 1 || pieces <= 1 {
            for index in 0..<pieces { try body(index) }
            return
        }
        let next = Atomic(0)
        let failure = Mutex<(index: Int, error: any Error)?>(nil)
        DispatchQueue.concurrentPerform(iterations: min(count, pieces)) { _ in
            while true {
                let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard index < pieces, failure.withLock({ $0 == nil }) else { return }
                do {
                    try body(index)
                } catch {
                    failure.withLock { if index < $0?.index ?? Int.max { $0 = (index, error) } }
                }
            }
        }
        if let failure = failure.withLock({ $0 }) { throw failure.error }
    }
}
