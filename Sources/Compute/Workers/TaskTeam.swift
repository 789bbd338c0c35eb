internal import COneDNN
import Foundation
import Synchronization

/// Threads that run the pieces of jobs, beside the threads that brought them.
///
/// A thread that brings a job works on it until it is done; the team's own threads take pieces of whatever job has
/// some, the oldest job first. So a step of four frame pairs gives each of four workers a pair, and whoever is through
/// with his helps the others finish theirs; a single frame is worked on by all.
///
/// Whoever finds nothing to do looks on for some microseconds and then sleeps: a team never holds a processor that
/// another program wants for longer than that, and no thread waits for one that has not begun a piece.
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
        if let failure = job.failure { throw failure.error }
    }

    /// What the threads share; it outlives the team until they have left.
    private final class Core: @unchecked Sendable {
        private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
        /// Counts events that somebody may be waiting for.
        private let events = Atomic(0)
        private var jobs: [TaskJob] = []
        private var sleepers = 0
        private var isStopping = false

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
            lock()
            isStopping = true
            announce()
            unlock()
        }

        /// Works on a job of the calling thread until it is done.
        func run(_ job: TaskJob) {
            PrimitiveThreads.set(1)
            lock()
            jobs.append(job)
            announce()
            while !job.isDone {
                if let claim = job.claim() {
                    work(claim, job)
                } else {
                    wait()
                }
            }
            jobs.removeAll { $0 === job }
            job.release()
            unlock()
        }

        /// A helper's life.
        func serve() {
            PrimitiveThreads.set(1)
            lock()
            while !isStopping {
                var taken = false
                for job in jobs {
                    guard let claim = job.claim() else { continue }
                    work(claim, job)
                    taken = true
                    break
                }
                if !taken { wait() }
            }
            unlock()
        }

        /// Runs a piece outside the lock.
        private func work(_ claim: TaskJob.Claim, _ job: TaskJob) {
            unlock()
            let error = job.run(claim)
            lock()
            job.finish(claim, error)
            if job.hasPieces || job.isDone { announce() }
        }

        /// Waits, from within the lock, for the next event: awake at first, then asleep.
        private func wait() {
            let seen = events.load(ordering: .relaxed)
            unlock()
            for _ in 0..<Self.polls where events.load(ordering: .relaxed) == seen { dn_pause() }
            lock()
            guard events.load(ordering: .relaxed) == seen else { return }
            sleepers += 1
            pthread_cond_wait(condition, mutex)
            sleepers -= 1
        }

        /// About twenty microseconds.
        private static let polls = 1000

        private func announce() {
            events.wrappingAdd(1, ordering: .relaxed)
            if sleepers > 0 { pthread_cond_broadcast(condition) }
        }

        private func lock() { pthread_mutex_lock(mutex) }
        private func unlock() { pthread_mutex_unlock(mutex) }
    }
}
