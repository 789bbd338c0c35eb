public import Networks
public import StudentSpace
public import Training

/// A trained network, ready to teach: batch norm folded, taken apart into key and delta networks, its sites listed.
public struct TeacherModel: Sendable {
    /// The teacher with batch norm folded into its convolutions.
    public let network: Network
    public private(set) var parameters: Parameters
    /// What runs on key frames and what runs between them.
    public let networks: DeltaNetworks
    /// Every convolution, in node order.
    public let sites: [Site]
    /// Channels of the scores, the first output.
    public let classes: Int
    public let normalization: Normalization
    /// What the outputs are.
    public let predicts: OutputKind

    /// Folds a network and takes it apart.
    ///
    /// - Throws: ``NetworkError``, ``ShapeError`` or ``DeltaDomainError`` where the network is not of the kind that has
    ///   a delta domain.
    public init(
        _ network: Network, parameters: Parameters, normalization: Normalization = .imageNet,
        predicts: OutputKind = .classes
    ) throws {
        let folding = BatchNormFolding(network)
        self.network = folding.network
        self.parameters = try folding.parameters(parameters)
        networks = try DeltaNetworks(teacher: folding.network)
        sites = try Site.sites(of: folding.network)
        classes = try folding.network.inferShapes().of(folding.network.outputs[0]).channels
        self.normalization = normalization
        self.predicts = predicts
    }

    /// A built-in architecture with the weights of a checkpoint.
    ///
    /// - Throws: what building, reading and folding throw.
    public init(_ architecture: Architecture, classes: Int, input: Size, checkpoint path: String) throws {
        let network = try architecture.network(classes: classes, input: input)
        let parameters = try Parameters(checkpoint: SafetensorsFile(contentsOf: path), for: network)
        try self.init(network, parameters: parameters)
    }

    /// The same networks with other weights.
    ///
    /// - Precondition: weights of the same names and shapes.
    public func with(_ parameters: Parameters) -> TeacherModel {
        precondition(parameters.names == self.parameters.names, "weights of another network")
        var result = self
        result.parameters = parameters
        return result
    }

    /// The input tensor's name.
    public var frame: String { network.inputs[0].name }

    /// Height and width of a frame.
    public var input: Size { network.inputs[0].shape.size }

    /// The score tensor's name: of several outputs, the first.
    public var scores: String { network.outputs[0] }

    /// The names of all outputs that are distilled.
    public var outputs: [String] { network.outputs }

    /// Multiply-accumulates of one frame.
    public var macs: Int { sites.reduce(0) { $0 + $1.teacherMACs } }
}
