import Synchronization

/// Runs independent pieces of work on a bounded number of threads.
///
/// Which worker takes which piece is left to chance; every piece writes to a place of its own, so that results never
/// depend on the number of workers. A plan that shares the pool (``PlanOptions/pool``) has its own work done by workers
/// that have nothing else to do.
public struct WorkerPool: Sendable {
    /// The number of workers.
    public let count: Int
    private let team: TaskTeam?

    public init(count: Int) {
        precondition(count >= 1, "a pool has at least one worker")
        self.count = count
        team = count > 1 ? TaskTeam(helpers: count - 1) : nil
    }

    /// Calls `body` once for every index of `0..<pieces` and waits for all.
    ///
    /// Pieces are taken in order; none is taken any more once one has failed.
    ///
    /// - Throws: the error of the lowest index that failed, after those that had been taken have ended.
    public func run(_ pieces: Int, _ body: @Sendable (Int) throws -> Void) throws {
        try run(TaskGraph(pieces: pieces)) { _, piece in try body(piece) }
    }

    /// The values of `body` at every index of `0..<pieces`, in order.
    public func map<Value: Sendable>(_ pieces: Int, _ body: @Sendable (Int) -> Value) -> [Value] {
        let values = Mutex([Value?](repeating: nil, count: pieces))
        let work = TaskGraph(pieces: pieces)
        do {
            try run(work) { _, piece in
                let value = body(piece)
                values.withLock { $0[piece] = value }
            }
        } catch {
            preconditionFailure("pieces that do not throw failed: \(error)")
        }
        return values.withLock { $0.compactMap(\.self) }
    }

    /// Runs a graph's pieces, on the calling thread and whoever has time.
    func run(_ graph: TaskGraph, _ body: (_ stage: Int, _ piece: Int) throws -> Void) throws {
        guard let team, graph.pieces.count > 1 || (graph.pieces.first ?? 0) > 1 else {
            return try TaskJob.runInOrder(graph, body)
        }
        // The job has ended, and nobody holds its body any more, before `run` returns.
        try withoutActuallyEscaping(body) { try team.run(graph, $0) }
    }
}
