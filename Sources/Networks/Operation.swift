/// What a node computes. One case an operation; each case's struct, in a file of its own under `Operations/`, knows
/// its shapes, parameters and cost.
public enum Operation: Hashable, Sendable {
    case convolution(Convolution)
    case transposedConvolution(TransposedConvolution)
    case batchNorm(BatchNorm)
    case channelAffine(ChannelAffine)
    case groupNorm(GroupNorm)
    case layerNorm(LayerNorm)
    case activation(Activation)
    case deltaActivation(DeltaActivation)
    case prelu(PReLU)
    case deltaPReLU(DeltaPReLU)
    case softmax(Softmax)
    case add(Add)
    case subtract(Subtract)
    case multiply(Multiply)
    case divide(Divide)
    case maxPool(MaxPool)
    case averagePool(AveragePool)
    case globalAveragePool(GlobalAveragePool)
    case channelMean(ChannelMean)
    case resizeBilinear(ResizeBilinear)
    case resample(Resample)
    case pad(Pad)
    case crop(Crop)
    case channelGather(ChannelGather)
    case depthToSpace(DepthToSpace)
    case spaceToDepth(SpaceToDepth)
    case positionGather(PositionGather)
    case rearrange(Rearrange)
    case matrixProduct(MatrixProduct)
    case concat(Concat)
    case zeros(Zeros)
    case constant(Constant)

    /// The case's struct, as what every operation can answer.
    public var definition: any OperationDefinition {
        switch self {
        case .convolution(let operation): operation
        case .transposedConvolution(let operation): operation
        case .batchNorm(let operation): operation
        case .channelAffine(let operation): operation
        case .groupNorm(let operation): operation
        case .layerNorm(let operation): operation
        case .activation(let operation): operation
        case .deltaActivation(let operation): operation
        case .prelu(let operation): operation
        case .deltaPReLU(let operation): operation
        case .softmax(let operation): operation
        case .add(let operation): operation
        case .subtract(let operation): operation
        case .multiply(let operation): operation
        case .divide(let operation): operation
        case .maxPool(let operation): operation
        case .averagePool(let operation): operation
        case .globalAveragePool(let operation): operation
        case .channelMean(let operation): operation
        case .resizeBilinear(let operation): operation
        case .resample(let operation): operation
        case .pad(let operation): operation
        case .crop(let operation): operation
        case .channelGather(let operation): operation
        case .depthToSpace(let operation): operation
        case .spaceToDepth(let operation): operation
        case .positionGather(let operation): operation
        case .rearrange(let operation): operation
        case .matrixProduct(let operation): operation
        case .concat(let operation): operation
        case .zeros(let operation): operation
        case .constant(let operation): operation
        }
    }
}

/// What every operation knows of itself, without a tensor in sight.
public protocol OperationDefinition: Sendable {
    /// The operation's name in error texts and pictures: `conv`, `batch-norm`, …
    var kind: String { get }

    /// The shape of the output for inputs of these shapes.
    ///
    /// - Throws: ``ShapeError`` where the inputs do not fit; its node name is filled in by the network.
    func outputShape(_ inputs: [FeatureShape]) throws(ShapeError) -> FeatureShape

    /// The parameters the operation reads, in a fixed order.
    func parameters(_ inputs: [FeatureShape]) -> [ParameterDefinition]

    /// Multiply-accumulates for one sample. Only convolutions, transposed ones too, count: the field's convention.
    func macs(_ inputs: [FeatureShape], output: FeatureShape) -> Int
}

extension OperationDefinition {
    public func parameters(_ inputs: [FeatureShape]) -> [ParameterDefinition] { [] }

    public func macs(_ inputs: [FeatureShape], output: FeatureShape) -> Int { 0 }
}

/// One parameter of an operation: its role (`weight`, `bias`, `running_mean`, …) and its shape.
public struct ParameterDefinition: Hashable, Sendable {
    public var role: String
    public var shape: [Int]
    /// Whether gradients reach it: running statistics are parameters that do not train.
    public var isTrainable: Bool

    public init(role: String, shape: [Int], isTrainable: Bool = true) {
        self.role = role
        self.shape = shape
        self.isTrainable = isTrainable
    }
}

/// An operation whose inputs do not fit it.
public struct ShapeError: Error, Hashable, Sendable {
    /// The node, or empty where the operation does not know it yet.
    public var node: String
    public var reason: String

    public init(node: String = "", reason: String) {
        self.node = node
        self.reason = reason
    }
}

/// Checks the number of inputs an operation is given.
func requireInputs(_ count: Int, _ inputs: [FeatureShape], _ kind: String) throws(ShapeError) {
    guard inputs.count == count else {
        throw ShapeError(reason: "\(kind) takes \(count) input\(count == 1 ? "" : "s"), not \(inputs.count)")
    }
}

/// Checks that two inputs of an elementwise operation have one shape.
func requireEqualPair(_ inputs: [FeatureShape], _ kind: String) throws(ShapeError) -> FeatureShape {
    try requireInputs(2, inputs, kind)
    guard inputs[0] == inputs[1] else {
        throw ShapeError(reason: "\(kind) of unequal shapes \(inputs[0]) and \(inputs[1])")
    }
    return inputs[0]
}
