public import Networks

/// A model file of ONNX: its graph, decoded and checked, not yet a network.
public struct ONNXModel: Sendable {
    /// The opsets whose operators are known.
    public static let opsets = 11...21

    /// The file it was read from.
    public let path: String
    /// The version of the standard operators.
    public let opset: Int
    /// Who wrote the file: `pytorch 2.5.0`.
    public let producer: String
    /// The open inputs, as the file describes them: `1 x 3 x H x W`.
    public let inputs: [TensorDescription]
    public let outputs: [TensorDescription]
    private let graph: ONNXGraph

    /// An input or output: its name and shape, open dimensions by name or `?`.
    public struct TensorDescription: Hashable, Sendable {
        public var name: String
        /// nil where the file does not say.
        public var dimensions: [String]?

        init(_ info: ValueInfoProto) {
            name = info.name
            dimensions = info.type?.tensorType?.shape?.dim.map { dimension in
                dimension.dimValue.map { "\($0)" } ?? dimension.dimParam ?? "?"
            }
        }
    }

    /// Reads a model and the files that hold its data.
    ///
    /// - Throws: ``ONNXError``.
    public init(contentsOf path: String) throws(ONNXError) {
        do throws(ONNXError.Problem) {
            try self.init(path: path, ModelProto.read(path))
        } catch {
            throw ONNXError(path: path, problem: error)
        }
    }

    /// A model from its message; `path` is what errors name and where external data lies beside.
    ///
    /// - Throws: ``ONNXError``.
    public init(_ proto: ModelProto, path: String = "") throws(ONNXError) {
        do throws(ONNXError.Problem) {
            try self.init(path: path, proto)
        } catch {
            throw ONNXError(path: path, problem: error)
        }
    }

    /// A model from a file's bytes.
    ///
    /// - Throws: ``ONNXError``.
    public init(bytes: [UInt8], path: String = "") throws(ONNXError) {
        do throws(ONNXError.Problem) {
            try self.init(path: path, ModelProto.decode(bytes))
        } catch {
            throw ONNXError(path: path, problem: error)
        }
    }

    private init(path: String, _ proto: ModelProto) throws(ONNXError.Problem) {
        guard let message = proto.graph else { throw .noGraph }
        let standard = proto.opsetImport.first { GraphNode.isStandard($0.domain) }
        guard let version = standard.map({ Int($0.version) }), Self.opsets.contains(version) else {
            throw .opset(found: standard.map { Int($0.version) }, supported: Self.opsets)
        }
        self.path = path
        opset = version
        producer = [proto.producerName, proto.producerVersion].filter { !$0.isEmpty }.joined(separator: " ")
        var files = ExternalData(model: path)
        graph = try ONNXGraph(message, externalData: &files)
        inputs = graph.inputs.map(TensorDescription.init)
        outputs = graph.outputs.map(TensorDescription.init)
    }

    /// The network for one frame, and its parameters.
    ///
    /// Everything that follows from the input's size is computed here: a network is for one size. Batch norms that the
    /// file has stay nodes of their own; ``BatchNormFolding`` folds them as it does those of built-in architectures.
    ///
    /// - Parameters:
    ///   - name: the network's name.
    ///   - input: the frame's size; needed where the file leaves it open.
    ///   - outputs: the outputs that count, by the file's names: outputs of the file, or any tensor within; nil is the
    ///     first of four dimensions, or else the first. Labels, the last thing in a file being `ArgMax`, stand for the
    ///     scores that they are the largest of.
    /// - Throws: ``ONNXError``.
    public func network(
        name: String = "onnx", input: Size? = nil, outputs: [String]? = nil
    ) throws(ONNXError) -> ImportedNetwork {
        try naming {
            guard graph.inputs.count == 1 else { throw ONNXError.Problem.inputs(graph.inputs.map(\.name)) }
            return try imported(name: name, outputs: try chosen(outputs).map(graph.scores)) { info in
                (ImportedNetwork.frame, try frame(info, input))
            }
        }
    }

    private func chosen(_ asked: [String]?) throws(ONNXError.Problem) -> [String] {
        let known = outputs.map(\.name)
        guard let asked else {
            guard let first = outputs.first(where: { $0.dimensions?.count == 4 }) ?? outputs.first else {
                throw .unknownOutput("", suggestion: nil, known: [])
            }
            return [first.name]
        }
        for name in asked where !known.contains(name) && !graph.computes(name) {
            throw .unknownOutput(name, suggestion: Spelling.closest(to: name, in: known), known: known)
        }
        return asked
    }

    /// The network with all inputs and outputs of the file, by its names for the inputs: what an exported model is read
    /// back as.
    ///
    /// - Throws: ``ONNXError``, also where an input leaves its height or width open.
    public func wholeNetwork(name: String = "onnx") throws(ONNXError) -> ImportedNetwork {
        try naming {
            try imported(name: name, outputs: outputs.map(\.name)) { info in
                (info.name, try frame(info, nil))
            }
        }
    }

    /// Names the file in whatever goes wrong.
    private func naming(_ body: () throws -> ImportedNetwork) throws(ONNXError) -> ImportedNetwork {
        do {
            return try body()
        } catch let problem as ONNXError.Problem {
            throw ONNXError(path: path, problem: problem)
        } catch let fault as NodeFault {
            throw ONNXError(path: path, problem: .node(fault))
        } catch let error as ShapeError {
            throw ONNXError(path: path, problem: .node(NodeFault(node: error.node, reason: error.reason)))
        } catch {
            throw ONNXError(path: path, problem: .malformed(reason: "\(error)"))
        }
    }

    private func imported(
        name: String, outputs: [String], input: (ValueInfoProto) throws -> (name: String, shape: FeatureShape)
    ) throws -> ImportedNetwork {
        var graph = graph
        graph.keepOnly(reaching: outputs)
        let inputs = try graph.inputs.map(input)
        let stored = graph.constants.values.reduce(0) { $0 + $1.count }
        var folder = ConstantFolder(stored: stored)
        try graph.foldConstants(&folder, opset: opset)
        graph.fusePatterns(opset: opset)
        graph.keepOnly(reaching: outputs)

        var lowering = NetworkLowering(name: name, opset: opset, folder: folder)
        for (info, input) in zip(graph.inputs, inputs) {
            try lowering.input(info.name, named: input.name, input.shape)
        }
        try lowering.run(graph)
        return try lowering.finished(outputs: outputs)
    }

    /// An input's shape: one image, its size open or fixed.
    private func frame(_ info: ValueInfoProto, _ asked: Size?) throws(ONNXError.Problem) -> FeatureShape {
        let dims = info.type?.tensorType?.shape?.dim ?? []
        let text = (TensorDescription(info).dimensions ?? []).joined(separator: " x ")
        let extents = dims.map { $0.dimValue.flatMap { $0 > 0 ? Int($0) : nil } }
        guard dims.count == 4, extents[0] == nil || extents[0] == 1, let channels = extents[1],
            !dims.contains(where: { ($0.dimValue ?? 1) < 0 }), channels <= NetworkLowering.extentLimit
        else { throw .inputShape(name: info.name, shape: text) }
        if let type = info.type?.tensorType?.elemType, let kind = ElementKind(rawValue: type), !kind.isFloatingPoint {
            throw .inputShape(name: info.name, shape: "\(text) of \(kind)")
        }
        guard let height = extents[2] ?? asked?.height, let width = extents[3] ?? asked?.width else {
            throw .openSize(input: info.name, shape: text)
        }
        let size = Size(height: height, width: width)
        if let asked, asked != size { throw .sizeMismatch(input: info.name, fixed: size, asked: asked) }
        let sides = 1...65_536
        guard sides.contains(height), sides.contains(width) else { throw .sizeOutOfRange(size, allowed: sides) }
        return FeatureShape(height: height, width: width, channels: channels)
    }
}
