public import Networks

/// What an ONNX file becomes: a network with one input, ``frame``, its parameters, and what its names stand for.
public struct ImportedNetwork: Sendable {
    public var network: Network
    public var parameters: Parameters
    public var outputs: [Output]
    /// For each node of the network, the name of the ONNX node that it comes of.
    public var sources: [String: String]

    /// The name of the network's input.
    public static let frame = "frame"

    /// One of the network's outputs.
    public struct Output: Hashable, Sendable {
        /// The file's name for it.
        public var name: String
        /// The network's.
        public var tensor: String
        /// The dimensions that the file gives it, batch first. The network's tensor holds the same numbers as
        /// height × width × channels.
        public var dimensions: [Int]

        public init(name: String, tensor: String, dimensions: [Int]) {
            self.name = name
            self.tensor = tensor
            self.dimensions = dimensions
        }
    }
}
