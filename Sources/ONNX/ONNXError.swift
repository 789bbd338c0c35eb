public import Networks

/// An ONNX file that cannot be read, or that is no network of ours.
public struct ONNXError: Error, Hashable, Sendable {
    /// The model file.
    public var path: String
    public var problem: Problem

    public init(path: String, problem: Problem) {
        self.path = path
        self.problem = problem
    }

    public enum Problem: Error, Hashable, Sendable {
        /// The system refused: the call and its `errno`.
        case system(call: String, code: Int32)
        case notARegularFile
        /// More bytes than a protocol buffer may have.
        case fileTooLarge(bytes: Int, limit: Int)
        /// No protocol buffer, or one that was cut.
        case malformed(reason: String)
        /// More nodes, tensors or attributes than any network has.
        case tooManyParts(limit: Int)
        /// More nodes than a network is planned for in a moment.
        case tooManyNodes(limit: Int)
        /// Something that the format has and this importer does not read: sparse tensors, segments.
        case notRead(what: String, name: String)
        case noGraph
        /// The standard operators in another version, or none at all.
        case opset(found: Int?, supported: ClosedRange<Int>)
        /// A stored tensor that is not what it claims to be.
        case tensor(name: String, TensorFault)
        /// Nodes that wait for each other: some of them.
        case cycle(nodes: [String])
        case duplicateValue(String)
        case unknownValue(String, readBy: String)
        /// Operators that there is no rule for: all of them.
        case missingOperators([MissingOperator], opset: Int)
        /// A node whose operator is known and whose use of it is not.
        case node(NodeFault)
        /// Not one image: what is there.
        case inputs([String])
        /// An input that is not 1 × channels × height × width.
        case inputShape(name: String, shape: String)
        /// A size that the file leaves open and the caller did not give.
        case openSize(input: String, shape: String)
        /// A size other than the one that the file fixes.
        case sizeMismatch(input: String, fixed: Size, asked: Size)
        /// A size that no computation is planned for.
        case sizeOutOfRange(Size, allowed: ClosedRange<Int>)
        case unknownOutput(String, suggestion: String?, known: [String])
        /// An output that no node computes from the input.
        case constantOutput(String)
        /// Constants that are worth more memory than the file justifies.
        case constantsTooLarge(limit: Int)
    }

    /// What is wrong with a stored tensor.
    public enum TensorFault: Hashable, Sendable {
        case negativeDimension([Int])
        /// More elements than an integer counts.
        case overflow([Int])
        case elementType(Int)
        /// Another number of elements or bytes than the shape needs.
        case count(shape: [Int], expected: Int, found: Int)
        /// A place outside the model's folder, or no place.
        case externalPath(String)
        case externalFile(String, call: String, code: Int32)
        case externalNotARegularFile(String)
        case externalNumber(key: String, value: String)
        /// A range behind the file's end.
        case externalRange(String, offset: Int, length: Int, available: Int)
    }

    /// An operator without a rule, and the nodes that use it.
    public struct MissingOperator: Hashable, Sendable {
        /// The operator, with its domain where that is not the standard one: `com.microsoft.Attention`.
        public var op: String
        /// The first few nodes.
        public var nodes: [String]
        public var count: Int

        public init(op: String, nodes: [String], count: Int) {
            self.op = op
            self.nodes = nodes
            self.count = count
        }
    }
}

/// A node that cannot become a part of a network.
public struct NodeFault: Error, Hashable, Sendable {
    public var node: String
    public var op: String
    /// The shapes of its inputs, as far as they are known.
    public var shapes: [[Int]]
    public var reason: String

    public init(node: String = "", op: String = "", shapes: [[Int]] = [], reason: String) {
        self.node = node
        self.op = op
        self.shapes = shapes
        self.reason = reason
    }
}
