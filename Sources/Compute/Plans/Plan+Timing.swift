import Networks
import Synchronization

extension Plan {
    /// The time one node took in one pass: on several threads, the sum of what they spent on it.
    public struct NodeTime: Hashable, Sendable {
        public let node: String
        /// The operation's ``OperationDefinition/kind``.
        public let kind: String
        public let duration: Duration
    }

    /// ``forward()`` with a clock around each node's pieces, in the network's order.
    public func timedForward() throws -> [NodeTime] {
        try prepareForward()
        return try timed(forwardStages)
    }

    /// ``backward()`` with a clock around each node's pieces, in the network's order; nodes without a backward pass are
    /// left out.
    public func timedBackward() throws -> [NodeTime] {
        try prepareBackward()
        return try timed(backwardStages)
    }

    private func timed(_ stages: PlanStages) throws -> [NodeTime] {
        let clock = ContinuousClock()
        let times = Mutex([Duration?](repeating: nil, count: network.nodes.count))
        try pool.run(stages.graph) { stage, piece in
            for part in stages.stages[stage].parts {
                let start = clock.now
                try part.run(piece)
                let duration = clock.now - start
                times.withLock { $0[part.node] = ($0[part.node] ?? .zero) + duration }
            }
        }
        return zip(network.nodes, times.withLock { $0 }).compactMap { node, duration in
            duration.map { NodeTime(node: node.name, kind: node.operation.definition.kind, duration: $0) }
        }
    }
}
