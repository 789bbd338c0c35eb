/// How a network is compiled into a ``Plan``.
public struct PlanOptions: Sendable {
    /// Samples that run side by side.
    public var batch: Int
    /// Threads a primitive may use. One, where workers run plans side by side.
    public var threads: Int
    /// Where batch normalisation takes its statistics from.
    public var batchNorm: BatchNormMode
    /// What the backward pass computes gradients of.
    public var differentiate: Differentiation
    /// Tensors that stay readable after a run. Inputs and outputs always do.
    public var keep: Set<String>

    public init(
        batch: Int = 1, threads: Int = 1, batchNorm: BatchNormMode = .running, differentiate: Differentiation = .none,
        keep: Set<String> = []
    ) {
        self.batch = batch
        self.threads = threads
        self.batchNorm = batchNorm
        self.differentiate = differentiate
        self.keep = keep
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
