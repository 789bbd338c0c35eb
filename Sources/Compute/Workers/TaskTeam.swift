internal import COneDNN
import Foundation
import Synchronization

/// Threads that run the pieces of jobs, beside the threads that brought them.
///
/// A thread that brings a job works on it until it is done; the team's own threads take pieces of whatever job has
/// some, the oldest job first. So a step of four frame pairs gives each of four workers a pair, and whoever is through
/// with his helps the others finish theirs; a single frame is worked on by all.
///
/// Whoever finds nothing to do looks on for a tenth of a millisecond and then sleeps: a team never holds a processor
/// that another program wants for longer than that, and no thread waits for one that has not begun a piece.
final class TaskTeam: Sendable {
    private let core: Core

    /// - Parameter helpers: threads beside the one that brings a job.
    init(helpers: Int) {
        core = Core()
        for _ in 0..<helpers {
            let core = core
            let thread = Thread { core.serve() }
            thread.name = "deltanas worker"
            thread.stackSize = 8 << 20
            thread.start()
        }
    }

    deinit { core.stop() }

    /// Runs a graph and returns when all of it has ended.
    ///
    /// - Throws: the error of the earliest piece that failed; no piece is begun after a failure.
    func run(_ graph: TaskGraph, _ body: @escaping TaskJob.Body) throws {
        let job = TaskJob(graph, body)
        core.run(job)
        if let failure = job.failure { throw failure }
    }

    /// What the threads share; it outlives the team until they have left.
    private final class Core: @unchecked Sendable {
        private let jobs = Mutex<[TaskJob]>([])
        /// Counts changes to the list of jobs.
        private let listVersion = Atomic(0)
        /// Counts what somebody may be waiting for.
        private let events = Atomic(0)
        private let sleepers = Atomic(0)
        private let isStopping = Atomic(false)
        private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

        init() {
            pthread_mutex_init(mutex, nil)
            pthread_cond_init(condition, nil)
        }

        deinit {
            pthread_cond_destroy(condition)
            pthread_mutex_destroy(mutex)
            condition.deallocate()
            mutex.deallocate()
        }

        func stop() {
            isStopping.store(true, ordering: .sequentiallyConsistent)
            announce()
        }

        /// Works on a job of the calling thread until it is done.
        func run(_ job: TaskJob) {
            PrimitiveThreads.set(1)
            jobs.withLock { $0.append(job) }
            listVersion.wrappingAdd(1, ordering: .releasing)
            announce()
            while true {
                let seen = events.load(ordering: .sequentiallyConsistent)
                if let claim = job.claim() {
                    if job.run(claim) > 1 { announce() }
                } else if job.isDone {
                    break
                } else {
                    wait(seen)
                }
            }
            jobs.withLock { $0.removeAll { $0 === job } }
            listVersion.wrappingAdd(1, ordering: .releasing)
            job.release()
        }

        /// A helper's life.
        func serve() {
            PrimitiveThreads.set(1)
            var known: [TaskJob] = []
            var version = -1
            while !isStopping.load(ordering: .relaxed) {
                let seen = events.load(ordering: .sequentiallyConsistent)
                let current = listVersion.load(ordering: .acquiring)
                if current != version {
                    version = current
                    known = jobs.withLock { $0 }
                }
                var hasWorked = false
                for job in known {
                    guard let claim = job.claim() else { continue }
                    if job.run(claim) > 0 { announce() }
                    hasWorked = true
                    break
                }
                if !hasWorked {
                    if known.isEmpty == false, jobs.withLock({ $0.isEmpty }) { known = [] }
                    wait(seen)
                }
            }
        }

        /// Waits for an event after the `seen`-th: awake at first, then asleep.
        private func wait(_ seen: Int) {
            for _ in 0..<Self.polls {
                if events.load(ordering: .relaxed) != seen { return }
                dn_pause()
            }
            pthread_mutex_lock(mutex)
            sleepers.wrappingAdd(1, ordering: .sequentiallyConsistent)
            while events.load(ordering: .sequentiallyConsistent) == seen { pthread_cond_wait(condition, mutex) }
            sleepers.wrappingSubtract(1, ordering: .sequentiallyConsistent)
            pthread_mutex_unlock(mutex)
        }

        /// About a tenth of a millisecond.
        private static let polls = 10_000

        private func announce() {
            events.wrappingAdd(1, ordering: .sequentiallyConsistent)
            guard sleepers.load(ordering: .sequentiallyConsistent) > 0 else { return }
            pthread_mutex_lock(mutex)
            pthread_cond_broadcast(condition)
            pthread_mutex_unlock(mutex)
        }
    }
}
