public import Networks

/// A network and its weights as an ONNX model: standard operators of opset 17, IR version 8, weights inside as float32.
///
/// Features are N×C×H×W in the file, whatever they are elsewhere. Height and width are the network's, the batch `N` is
/// open. Tensors keep the network's names but for inputs and outputs, which have names of their own (``Port``).
public struct ModelExport: Sendable {
    public var network: Network
    /// Every parameter that the network reads, by its names.
    public var parameters: Parameters
    public var inputs: [Port]
    public var outputs: [Port]
    public var documentation: String
    /// Keys and values for whoever opens the file, in order.
    public var metadata: [(key: String, value: String)]
    /// Name and version of what writes the file.
    public var producer: (name: String, version: String)

    public static let opset = 17
    static let irVersion = 8

    /// A value that goes in or comes out.
    public struct Port: Hashable, Sendable {
        /// The value's name in the file.
        public var name: String
        /// The network's tensor. An input may name one that the network does not have: it is declared and not read.
        public var tensor: String
        public var shape: FeatureShape
        public var documentation: String

        public init(_ name: String, tensor: String, shape: FeatureShape, documentation: String) {
            self.name = name
            self.tensor = tensor
            self.shape = shape
            self.documentation = documentation
        }
    }

    /// - Parameter inputs: at least one; the batch is the first one's.
    public init(
        _ network: Network, _ parameters: Parameters, inputs: [Port], outputs: [Port], documentation: String,
        metadata: [(key: String, value: String)] = [], producer: (name: String, version: String)
    ) {
        precondition(!inputs.isEmpty, "a model without an input has no batch")
        self.network = network
        self.parameters = parameters
        self.inputs = inputs
        self.outputs = outputs
        self.documentation = documentation
        self.metadata = metadata
        self.producer = producer
    }

    /// The model.
    ///
    /// - Throws: `NetworkError` or `ShapeError` where the network is not well-formed.
    public func model() throws -> ModelProto {
        let shapes = try network.inferShapes()
        var graph = GraphBuilder(inputs: inputs, outputs: outputs)
        for node in network.nodes {
            let given = shapes.inputs(of: node)
            graph.append(
                node, node.operation.writing,
                ExportedNode(
                    node: node, inputs: graph.values(node.inputs), shapes: given, output: shapes.of(node.name),
                    parameters: parameters))
        }
        graph.finish(outputs)

        var message = GraphProto()
        message.name = network.name
        message.docString = documentation
        message.input = inputs.map(\.valueInfo)
        message.output = outputs.map(\.valueInfo)
        message.node = graph.nodes
        message.initializer = graph.initializers
        var model = ModelProto()
        model.irVersion = Int64(Self.irVersion)
        model.opsetImport = [OperatorSetIdProto(version: Int64(Self.opset))]
        (model.producerName, model.producerVersion) = producer
        model.docString = documentation
        model.metadataProps = metadata.map { StringStringEntryProto(key: $0.key, value: $0.value) }
        model.graph = message
        return model
    }
}

extension ModelExport.Port {
    fileprivate var valueInfo: ValueInfoProto {
        ValueInfoProto(
            name, .float32,
            ["N", .init(shape.channels), .init(shape.height), .init(shape.width)], doc: documentation)
    }
}
