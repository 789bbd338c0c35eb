import ExperimentStore
import Foundation
import Synchronization

/// Keeps a lease while a trial runs: a heartbeat from a thread of its own, so that long phases do not let it run out.
final class LeaseKeeper: Sendable {
    /// Seconds between heartbeats: a few may fail before the lease runs out.
    static let interval = 10.0

    let lease: TrialLease
    private let shared: Shared

    /// What the thread holds on to: not the keeper, whose end is the thread's.
    private final class Shared: Sendable {
        let isLost = Atomic(false)
        let wake = DispatchSemaphore(value: 0)
    }

    init(_ lease: TrialLease, in database: ExperimentDatabase) {
        self.lease = lease
        let shared = Shared()
        self.shared = shared
        let thread = Thread {
            while shared.wake.wait(timeout: .now() + Self.interval) == .timedOut {
                do {
                    try database.renew(lease)
                } catch StoreError.leaseLost {
                    return shared.isLost.store(true, ordering: .relaxed)
                } catch {
                    // A database that is busy or full now may not be at the next beat.
                }
            }
        }
        thread.name = "lease"
        thread.start()
    }

    deinit { shared.wake.signal() }

    /// Whether the last heartbeats found that the trial is somebody else's.
    var isLost: Bool { shared.isLost.load(ordering: .relaxed) }
}
