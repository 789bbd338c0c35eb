/// One run of a ``TaskGraph``: which pieces are still to be taken, and what has failed.
///
/// All of it is guarded by the lock of the ``TaskTeam`` that runs it; only the body is called outside.
final class TaskJob: @unchecked Sendable {
    typealias Body = (_ stage: Int, _ piece: Int) throws -> Void

    struct Claim {
        var stage: Int
        var piece: Int
    }

    private let graph: TaskGraph
    private var body: Body?
    /// Dependencies that have not ended, by stage.
    private var waiting: [Int]
    /// The next piece to be taken, by stage.
    private var next: [Int]
    /// Pieces that have not ended, by stage.
    private var unfinished: [Int]
    /// Stages with pieces to be taken, in order.
    private var ready: [Int] = []
    private var stagesLeft: Int
    private var running = 0
    private(set) var failure: (stage: Int, piece: Int, error: any Error)?

    init(_ graph: TaskGraph, _ body: @escaping Body) {
        self.graph = graph
        self.body = body
        waiting = graph.dependencyCounts
        next = Array(repeating: 0, count: waiting.count)
        unfinished = graph.pieces
        stagesLeft = waiting.count
        ready.reserveCapacity(waiting.count)
        for stage in waiting.indices where waiting[stage] == 0 { ready.append(stage) }
    }

    /// Whether nothing runs and nothing will.
    var isDone: Bool { running == 0 && (stagesLeft == 0 || failure != nil) }

    /// Whether somebody who looks now finds a piece.
    var hasPieces: Bool { failure == nil && !ready.isEmpty }

    /// The first piece of the earliest stage that may run.
    func claim() -> Claim? {
        guard failure == nil, let stage = ready.first else { return nil }
        let piece = next[stage]
        next[stage] += 1
        if next[stage] == graph.pieces[stage] { ready.removeFirst() }
        running += 1
        return Claim(stage: stage, piece: piece)
    }

    /// Outside the lock.
    func run(_ claim: Claim) -> (any Error)? {
        do {
            try body?(claim.stage, claim.piece)
            return nil
        } catch {
            return error
        }
    }

    /// Lets go of the body, once the job is done: threads may still hold the job.
    func release() { body = nil }

    /// Says that a piece has ended.
    func finish(_ claim: Claim, _ error: (any Error)?) {
        running -= 1
        if let error {
            if failure.map({ (claim.stage, claim.piece) < ($0.stage, $0.piece) }) ?? true {
                failure = (claim.stage, claim.piece, error)
            }
            return
        }
        unfinished[claim.stage] -= 1
        guard unfinished[claim.stage] == 0 else { return }
        stagesLeft -= 1
        for successor in graph.successors[claim.stage] {
            waiting[successor] -= 1
            if waiting[successor] == 0 {
                let position = ready.firstIndex { $0 > successor } ?? ready.count
                ready.insert(successor, at: position)
            }
        }
    }

    /// Runs everything on the calling thread, stage by stage.
    static func runInOrder(_ graph: TaskGraph, _ body: Body) throws {
        for stage in graph.pieces.indices {
            for piece in 0..<graph.pieces[stage] { try body(stage, piece) }
        }
    }
}
