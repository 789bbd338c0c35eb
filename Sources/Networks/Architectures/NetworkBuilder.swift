/// Appends nodes to a network, each checked against the shapes of what it reads as it is appended.
///
/// Every method that appends returns the new tensor's name, so that a network reads like the code that would run it:
/// `let x = try b.relu("stem.2", b.batchNorm("stem.1", b.convolution("stem.0", frame, 32, kernel: 3)))`.
public struct NetworkBuilder: Sendable {
    public private(set) var network: Network
    private var shapes = Network.Shapes()

    public init(name: String) {
        network = Network(name: name)
    }

    /// The shape of a tensor that was appended before.
    public func shape(of tensor: String) -> FeatureShape { shapes.of(tensor) }

    /// Adds an input.
    ///
    /// - Throws: ``NetworkError/duplicateName(_:)``.
    @discardableResult
    public mutating func input(_ name: String, _ shape: FeatureShape) throws -> String {
        guard shapes[name] == nil else { throw NetworkError.duplicateName(name) }
        network.inputs.append(Network.Input(name, shape))
        shapes[name] = shape
        return name
    }

    /// Appends a node.
    ///
    /// - Throws: ``NetworkError`` where a name is taken or unknown, ``ShapeError`` where the inputs do not fit.
    @discardableResult
    public mutating func append(_ name: String, _ operation: Operation, _ inputs: [String]) throws -> String {
        guard shapes[name] == nil else { throw NetworkError.duplicateName(name) }
        var given: [FeatureShape] = []
        for input in inputs {
            guard let shape = shapes[input] else { throw NetworkError.unknownTensor(input, readBy: name) }
            given.append(shape)
        }
        do {
            shapes[name] = try operation.definition.outputShape(given)
        } catch {
            throw ShapeError(node: name, reason: error.reason)
        }
        network.nodes.append(Node(name, operation, inputs))
        return name
    }

    /// Declares a tensor a result of the network.
    ///
    /// - Throws: ``NetworkError/unknownOutput(_:)``.
    public mutating func output(_ tensor: String) throws {
        guard shapes[tensor] != nil else { throw NetworkError.unknownOutput(tensor) }
        network.outputs.append(tensor)
    }
}

extension NetworkBuilder {
    /// A square convolution, padded by `kernel / 2` on every side.
    public mutating func convolution(
        _ name: String, _ input: String, _ outputChannels: Int, kernel: Int, stride: Int = 1, hasBias: Bool = false
    ) throws -> String {
        let operation = Convolution(
            outputChannels: outputChannels, kernel: Size(kernel), stride: Size(stride), hasBias: hasBias)
        return try append(name, .convolution(operation), [input])
    }

    public mutating func batchNorm(_ name: String, _ input: String) throws -> String {
        try append(name, .batchNorm(BatchNorm()), [input])
    }

    public mutating func relu(_ name: String, _ input: String) throws -> String {
        try append(name, .activation(Activation(.relu)), [input])
    }

    public mutating func add(_ name: String, _ first: String, _ second: String) throws -> String {
        try append(name, .add(Add()), [first, second])
    }

    public mutating func concat(_ name: String, _ inputs: [String]) throws -> String {
        try append(name, .concat(Concat()), inputs)
    }

    /// A square average pool, padded by `kernel / 2` on every side.
    public mutating func averagePool(_ name: String, _ input: String, kernel: Int, stride: Int) throws -> String {
        let size = Size(kernel)
        return try append(
            name, .averagePool(AveragePool(kernel: size, stride: Size(stride), padding: .same(size))), [input])
    }

    public mutating func globalAveragePool(_ name: String, _ input: String) throws -> String {
        try append(name, .globalAveragePool(GlobalAveragePool()), [input])
    }

    public mutating func resize(_ name: String, _ input: String, to size: Size) throws -> String {
        try append(name, .resizeBilinear(ResizeBilinear(to: size)), [input])
    }
}
