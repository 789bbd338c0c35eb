import Networks

extension Plan {
    /// The time one node took in one pass.
    public struct NodeTime: Hashable, Sendable {
        public let node: String
        /// The operation's ``OperationDefinition/kind``.
        public let kind: String
        public let duration: Duration
    }

    /// ``forward()`` with a clock around each node, in the order in which they run.
    public func timedForward() throws -> [NodeTime] {
        PrimitiveThreads.set(options.threads)
        return try zip(steps, network.nodes).map { step, node in try Self.time(node, step.kernel.forward) }
    }

    /// ``backward()`` with a clock around each node that has a backward pass, in the order in which they run.
    public func timedBackward() throws -> [NodeTime] {
        PrimitiveThreads.set(options.threads)
        return try zip(steps, network.nodes).reversed().filter(\.0.hasBackward).map { step, node in
            try Self.time(node, step.kernel.backward)
        }
    }

    private static func time(_ node: Node, _ body: () throws -> Void) rethrows -> NodeTime {
        let clock = ContinuousClock()
        let start = clock.now
        try body()
        return NodeTime(node: node.name, kind: node.operation.definition.kind, duration: clock.now - start)
    }
}
