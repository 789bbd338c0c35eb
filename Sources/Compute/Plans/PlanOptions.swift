/// How a network is compiled into a ``Plan``.
public struct PlanOptions: Sendable {
    /// Samples that run side by side.
    public var batch: Int
    /// Threads that one run of the plan uses, where it has no pool of others.
    public var threads: Int
    /// Workers that take part in the plan's runs when they have nothing else to do. Nil: threads of its own.
    public var pool: WorkerPool?
    /// The most pieces that a node's work is split into. Nil: one for a single thread, else as many as there are
    /// threads, and at least four.
    ///
    /// Sums are formed piece by piece, and oneDNN may choose another kernel for a low band: results have the same bits
    /// for any number of threads where the number of pieces is the same.
    public var pieces: Int?
    /// Where batch normalisation takes its statistics from.
    public var batchNorm: BatchNormMode
    /// What the backward pass computes gradients of.
    public var differentiate: Differentiation
    /// Tensors that stay readable after a run. Inputs and outputs always do.
    public var keep: Set<String>

    public init(
        batch: Int = 1, threads: Int = 1, pool: WorkerPool? = nil, pieces: Int? = nil,
        batchNorm: BatchNormMode = .running, differentiate: Differentiation = .none, keep: Set<String> = []
    ) {
        self.batch = batch
        self.threads = threads
        self.pool = pool
        self.pieces = pieces
        self.batchNorm = batchNorm
        self.differentiate = differentiate
        self.keep = keep
    }

    var defaultPieces: Int {
        let workers = pool?.count ?? threads
        return workers == 1 ? 1 : max(4, workers)
    }

    public enum BatchNormMode: Sendable {
        /// From the running statistics: inference.
        case running
        /// From the batch: training.
        case batch
    }

    /// What gradients are asked for.
    public struct Differentiation: Sendable {
        /// Whether a parameter (by full name) gets a gradient. Running statistics never do.
        public var parameters: @Sendable (String) -> Bool
        /// Tensors whose gradients are kept: inputs of the network, or any node's output.
        public var tensors: Set<String>
        var isNone: Bool

        public init(parameters: @escaping @Sendable (String) -> Bool = { _ in false }, tensors: Set<String> = []) {
            self.parameters = parameters
            self.tensors = tensors
            isNone = false
        }

        private init() {
            parameters = { _ in false }
            tensors = []
            isNone = true
        }

        /// A plan without a backward pass.
        public static let none = Differentiation()

        /// Gradients of every trainable parameter.
        public static let parameters = Differentiation(parameters: { _ in true })
    }
}
