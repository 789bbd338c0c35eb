import DeltaSearch
public import Networks
import ONNX
public import StudentSpace
import Training
import VideoData

/// A teacher's network before its weights are trusted: a built-in architecture, or what a model file says.
public struct TeacherNetwork: Sendable {
    /// `ddrnet-23-slim`, or ``imported``.
    public let name: String
    /// Height and width of a frame.
    public let input: Size
    public let classes: Int
    /// What a checkpoint's names belong to: of a built-in architecture with its batch norms; of a model file with them
    /// folded, and transposed convolutions as ordinary ones, which makes sites of them.
    public let network: Network
    /// The outputs that are distilled, where the file's user has named them; the scores are the first.
    public let outputs: [String]
    /// The model file's outputs as it describes them: `scores 1 x 19 x H x W`.
    public let fileOutputs: [String]
    /// How frames become a model file's input; nil: as ImageNet's.
    public let normalization: FrameNormalization?
    /// What the outputs are.
    public let predicts: OutputKind
    /// The weights that the model file has inside; nil of a built-in architecture.
    private let parameters: Parameters?

    /// What specs and space files call the architecture of a model file.
    public static let imported = "onnx"

    /// What tells this network's times from another's: the name, and of a model file what its network is.
    var identity: String {
        guard parameters != nil else { return name }
        let structure = network.nodes.map { "\($0.name) \($0.operation) \($0.inputs)" }.joined(separator: "\n")
        return "\(name) \(SHA256.hex(of: structure.utf8).prefix(16))"
    }

    /// Whether a path is that of a model file rather than of weights.
    public static func isModel(_ path: String) -> Bool { path.lowercased().hasSuffix(".onnx") }

    /// - Throws: ``ArchitectureError``.
    init(_ architecture: Architecture, classes: Int, input: Size) throws {
        self.name = architecture.name
        self.input = input
        self.classes = classes
        network = try architecture.network(classes: classes, input: input)
        outputs = []
        fileOutputs = []
        normalization = nil
        predicts = .classes
        parameters = nil
    }

    /// Reads a model file.
    ///
    /// - Parameters:
    ///   - classes: how many channels its scores should have; nil: as many as there are.
    ///   - outputs: those that are distilled, by the file's names, the scores first; none: the first of four dimensions.
    ///   - normalization: how frames become its input; nil: as ImageNet's.
    ///   - predicts: what its outputs are.
    /// - Throws: `ONNXError`; ``SettingError/modelClasses(file:found:expected:)``,
    ///   ``SettingError/frameChannels(file:found:)``, ``SettingError/costOutsideSites(file:node:)``.
    public init(
        model path: String, classes: Int?, input: Size?, outputs: [String] = [],
        normalization: FrameNormalization? = nil, predicts: OutputKind = .classes
    ) throws {
        let model = try ONNXModel(contentsOf: path)
        let imported = try model.network(name: Self.imported, input: input, outputs: outputs.isEmpty ? nil : outputs)
        let frame = imported.network.inputs[0].shape
        guard frame.channels == FrameNormalization.channels else {
            throw SettingError.frameChannels(file: path, found: frame.channels)
        }
        let folding = BatchNormFolding(imported.network)
        let subpixel = try SubpixelConvolutions(folding.network)
        network = subpixel.network
        let channels = try network.inferShapes().of(network.outputs[0]).channels
        if let classes, classes != channels {
            throw SettingError.modelClasses(file: path, found: channels, expected: classes)
        }
        name = Self.imported
        self.input = network.inputs[0].shape.size
        self.classes = channels
        self.outputs = outputs
        fileOutputs = model.outputs.map { output in
            ([output.name] + (output.dimensions.map { [$0.joined(separator: " x ")] } ?? [])).joined(separator: " ")
        }
        self.normalization = normalization
        self.predicts = predicts
        parameters = try subpixel.parameters(folding.parameters(imported.parameters))
        let sites = Set(try Site.sites(of: network).map(\.name))
        if let rest = try network.macsByNode().first(where: { !sites.contains($0.node) }) {
            throw SettingError.costOutsideSites(file: path, node: rest.node)
        }
    }

    /// The network of a space's teacher.
    ///
    /// - Parameter path: the teacher's weights or model, where anything names one.
    init(of space: SpaceFile, at path: String?, input: Size) throws {
        let teacher = space.teacher
        if let path, Self.isModel(path) {
            try self.init(
                model: path, classes: teacher.classes, input: input, outputs: teacher.outputs,
                normalization: teacher.normalization, predicts: teacher.predicts)
            return
        }
        guard teacher.architecture != Self.imported else { throw SettingError.noModel(file: space.file) }
        guard teacher.normalization == nil else {
            throw SettingError.normalization(file: space.file, architecture: teacher.architecture)
        }
        guard teacher.predicts == .classes else {
            throw SettingError.features(file: space.file, architecture: teacher.architecture)
        }
        let architecture: Architecture
        do {
            architecture = try Architecture(name: teacher.architecture)
        } catch {
            throw SettingError.architecture(file: space.file, error)
        }
        try self.init(architecture, classes: teacher.classes, input: input)
    }

    /// The teacher, with the weights of a checkpoint where the file that the network comes from has none.
    ///
    /// - Parameter path: the checkpoint; of a model file, not read.
    /// - Throws: what reading and folding throw.
    func teacher(weights path: String) throws -> TeacherModel {
        if let parameters {
            return try TeacherModel(
                network, parameters: parameters, normalization: .init(normalization), predicts: predicts)
        }
        return try teacher(checkpoint: path)
    }

    /// The teacher with the weights of a checkpoint.
    func teacher(checkpoint path: String) throws -> TeacherModel {
        try TeacherModel(
            network, parameters: Parameters(checkpoint: SafetensorsFile(contentsOf: path), for: network),
            normalization: .init(normalization), predicts: predicts)
    }

    /// The weights as a checkpoint, where a model file had them.
    var checkpoint: SafetensorsFile? {
        get throws { try parameters.map { try SafetensorsFile($0) } }
    }
}

extension Normalization {
    /// What a space or spec says; nil: ImageNet's.
    init(_ normalization: FrameNormalization?) {
        guard let normalization else {
            self = .imageNet
            return
        }
        self.init(
            mean: normalization.mean.map { Float($0) }, deviation: normalization.std.map { Float($0) },
            isBGR: normalization.channelOrder == .bgr, range: Float(normalization.pixelRange))
    }
}
