/// A checkpoint that does not fit a network.
public enum CheckpointError: Error, Hashable, Sendable {
    /// Tensors are missing, left over or of another shape than the network's.
    case mismatch(path: String, network: String, CheckpointMismatch)
    /// A parameter stored as something else than floating-point numbers.
    case notFloatingPoint(path: String, tensor: String, type: ElementType)
    /// NaN or infinite.
    case notFinite(path: String, tensor: String, index: Int, value: String)
    /// A running variance below zero.
    case negativeVariance(path: String, tensor: String, index: Int, value: Float)
}

/// How the tensors of a checkpoint differ from a network's: the first few of each kind, and how many there are.
public struct CheckpointMismatch: Hashable, Sendable {
    public var missing = Sample<String>()
    public var extra = Sample<String>()
    public var misshapen = Sample<Misshapen>()

    public struct Misshapen: Hashable, Sendable {
        public var name: String
        public var expected: [Int]
        public var found: [Int]
    }

    /// The first members of a list, and the list's length.
    public struct Sample<Member: Hashable & Sendable>: Hashable, Sendable {
        public private(set) var first: [Member] = []
        public private(set) var count = 0

        mutating func append(_ member: Member) {
            if first.count < 5 { first.append(member) }
            count += 1
        }
    }

    var isEmpty: Bool { missing.count + extra.count + misshapen.count == 0 }
}
