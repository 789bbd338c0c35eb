public import Networks
public import StudentSpace

/// What `deltanas export` has written.
public struct ExportReport: Sendable {
    public let specPath: String
    public let output: String
    public let input: Size
    public let state: [State]
    public internal(set) var files: [File] = []
    /// nil: nothing was compared.
    public internal(set) var comparison: ExportComparison?

    /// A model file.
    public struct File: Hashable, Sendable {
        public var name: String
        public var bytes: Int
        public var sha256: String
        /// Nodes of the network that it holds.
        public var operators: Int
    }

    /// A tensor that goes from the key network to the delta network.
    public struct State: Hashable, Sendable {
        public var name: String
        /// The teacher's name for it.
        public var tensor: String
        public var shape: FeatureShape
    }

    init(_ job: ExportJob, _ pair: ExportedPair) {
        specPath = job.specPath
        output = job.output
        input = pair.input
        state = pair.state.map { State(name: $0.name, tensor: $0.tensor, shape: $0.shape) }
    }

    /// The report with stable keys.
    public var json: JSONValue {
        .object([
            ("spec", .string(specPath)),
            ("output", .string(output)),
            ("input", .string("\(input)")),
            (
                "files",
                .array(
                    files.map {
                        .object([
                            ("name", .string($0.name)), ("bytes", .integer($0.bytes)), ("sha256", .string($0.sha256)),
                            ("nodes", .integer($0.operators)),
                        ])
                    })
            ),
            (
                "state",
                .array(
                    state.map {
                        .object([
                            ("name", .string($0.name)), ("tensor", .string($0.tensor)),
                            (
                                "shape",
                                .array([$0.shape.channels, $0.shape.height, $0.shape.width].map { .integer($0) })
                            ),
                        ])
                    })
            ),
            ("check", comparison?.json ?? .null),
        ])
    }
}
