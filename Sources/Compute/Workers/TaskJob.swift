import Synchronization

/// One run of a ``TaskGraph``: which pieces are still to be taken, and what has failed.
///
/// Free of locks on the way: pieces of a stage are taken by counting up; who ends the last piece of a stage puts the
/// stages that waited for it into the queue.
final class TaskJob: @unchecked Sendable {
    typealias Body = (_ stage: Int, _ piece: Int) throws -> Void

    struct Claim {
        var stage: Int
        var piece: Int
    }

    private let graph: TaskGraph
    private var body: Body?
    private let count: Int
    /// By stage: dependencies that have not ended; the next piece to be taken; pieces that have not ended.
    private let waiting: UnsafeMutablePointer<Atomic<Int>>
    private let next: UnsafeMutablePointer<Atomic<Int>>
    private let unfinished: UnsafeMutablePointer<Atomic<Int>>
    /// Stages that may run, in the order in which they came to it; −1 where one is still being written.
    private let queue: UnsafeMutablePointer<Atomic<Int>>
    /// Stages in the queue before this one have no pieces left.
    private let head = Atomic(0)
    private let tail = Atomic(0)
    private let stagesLeft: Atomic<Int>
    /// Pieces that have been taken and have not ended.
    private let running = Atomic(0)
    private let hasFailed = Atomic(false)
    private let failures = Mutex<(stage: Int, piece: Int, error: any Error)?>(nil)

    init(_ graph: TaskGraph, _ body: @escaping Body) {
        self.graph = graph
        self.body = body
        count = graph.pieces.count
        waiting = Self.counters(graph.dependencyCounts)
        next = Self.counters(Array(repeating: 0, count: count))
        unfinished = Self.counters(graph.pieces)
        queue = Self.counters(Array(repeating: -1, count: count))
        stagesLeft = Atomic(count)
        for stage in 0..<count where graph.dependencyCounts[stage] == 0 { enqueue(stage) }
    }

    deinit {
        for counters in [waiting, next, unfinished, queue] {
            counters.deinitialize(count: count)
            counters.deallocate()
        }
    }

    private static func counters(_ values: [Int]) -> UnsafeMutablePointer<Atomic<Int>> {
        let counters = UnsafeMutablePointer<Atomic<Int>>.allocate(capacity: max(1, values.count))
        for (index, value) in values.enumerated() { (counters + index).initialize(to: Atomic(value)) }
        return counters
    }

    /// Whether nothing runs and nothing will.
    var isDone: Bool {
        if stagesLeft.load(ordering: .acquiring) == 0 { return true }
        return hasFailed.load(ordering: .acquiring) && running.load(ordering: .sequentiallyConsistent) == 0
    }

    /// What the job failed with, once it is done.
    var failure: (any Error)? { failures.withLock { $0?.error } }

    /// A piece of the stage that became ready first.
    func claim() -> Claim? {
        running.wrappingAdd(1, ordering: .sequentiallyConsistent)
        if !hasFailed.load(ordering: .sequentiallyConsistent) {
            var position = head.load(ordering: .relaxed)
            while position < tail.load(ordering: .acquiring) {
                let stage = queue[position].load(ordering: .acquiring)
                // Its index is about to be written.
                if stage < 0 { break }
                let pieces = graph.pieces[stage]
                if next[stage].load(ordering: .relaxed) < pieces {
                    let piece = next[stage].wrappingAdd(1, ordering: .relaxed).oldValue
                    if piece < pieces { return Claim(stage: stage, piece: piece) }
                }
                _ = head.compareExchange(expected: position, desired: position + 1, ordering: .relaxed)
                position += 1
            }
        }
        running.wrappingSubtract(1, ordering: .sequentiallyConsistent)
        return nil
    }

    /// Runs a piece that has been taken.
    ///
    /// - Returns: how many pieces others may now take: more than none where stages became ready, or the job was done.
    func run(_ claim: Claim) -> Int {
        defer { running.wrappingSubtract(1, ordering: .sequentiallyConsistent) }
        do {
            try body?(claim.stage, claim.piece)
        } catch {
            failures.withLock { known in
                if known.map({ (claim.stage, claim.piece) < ($0.stage, $0.piece) }) ?? true {
                    known = (claim.stage, claim.piece, error)
                }
            }
            hasFailed.store(true, ordering: .sequentiallyConsistent)
            return 1
        }
        guard unfinished[claim.stage].wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue == 0 else {
            return hasFailed.load(ordering: .relaxed) ? 1 : 0
        }
        var released = 0
        for successor in graph.successors[claim.stage]
        where waiting[successor].wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue == 0 {
            enqueue(successor)
            released += graph.pieces[successor]
        }
        return stagesLeft.wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue == 0 ? 1 : released
    }

    private func enqueue(_ stage: Int) {
        let position = tail.wrappingAdd(1, ordering: .acquiringAndReleasing).oldValue
        queue[position].store(stage, ordering: .releasing)
    }

    /// Lets go of the body, once the job is done: threads may still hold the job.
    func release() { body = nil }

    /// Runs everything on the calling thread, stage by stage.
    static func runInOrder(_ graph: TaskGraph, _ body: Body) throws {
        for stage in graph.pieces.indices {
            for piece in 0..<graph.pieces[stage] { try body(stage, piece) }
        }
    }
}
