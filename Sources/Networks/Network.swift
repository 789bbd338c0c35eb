/// A network as a value: nodes in the order in which they run, named tensors between them, no weights inside.
///
/// A node has one output, and the tensor carries the node's name. Passes (folding, the delta domain, a student's
/// assembly) are functions from network to network; cost, search space, reports and export all read this value.
public struct Network: Hashable, Sendable {
    public var name: String
    public var inputs: [Input]
    public var nodes: [Node]
    /// The tensors that count as results, in order.
    public var outputs: [String]

    public init(name: String, inputs: [Input] = [], nodes: [Node] = [], outputs: [String] = []) {
        self.name = name
        self.inputs = inputs
        self.nodes = nodes
        self.outputs = outputs
    }

    /// A tensor that the network is given.
    public struct Input: Hashable, Sendable {
        public var name: String
        public var shape: FeatureShape

        public init(_ name: String, _ shape: FeatureShape) {
            self.name = name
            self.shape = shape
        }
    }
}

/// One step of a network.
public struct Node: Hashable, Sendable {
    /// The node's name, which is also its output tensor's.
    public var name: String
    public var operation: Operation
    /// The tensors it reads, in the operation's order.
    public var inputs: [String]

    public init(_ name: String, _ operation: Operation, _ inputs: [String]) {
        self.name = name
        self.operation = operation
        self.inputs = inputs
    }

    /// The name of this node's parameter with the given role: `layer1.0.conv1.weight`.
    public func parameterName(_ role: String) -> String { "\(name).\(role)" }
}

/// A network that is not well-formed.
public enum NetworkError: Error, Hashable, Sendable {
    case duplicateName(String)
    case unknownTensor(String, readBy: String)
    case unknownOutput(String)
}
