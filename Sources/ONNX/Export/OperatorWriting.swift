import Networks

/// An operation in ONNX's terms. One file an operation, under `Operators/`.
protocol OperatorWriting {
    /// Emits the operators that compute it; the last one computes the result.
    func write(_ node: ExportedNode, to graph: inout GraphBuilder)
}

/// A node of a network on its way into a file.
struct ExportedNode {
    let node: Node
    /// The values it reads.
    let inputs: [String]
    /// Their shapes.
    let shapes: [FeatureShape]
    let output: FeatureShape
    let parameters: Parameters

    /// The name of the node's parameter of a role, and what it holds.
    func parameter(_ role: String) -> (name: String, value: Parameters.Value) {
        let name = node.parameterName(role)
        return (name, parameters.value(name))
    }
}

extension GraphBuilder {
    /// Stores a node's parameter as it is.
    mutating func parameter(_ role: String, of node: ExportedNode) -> String {
        let (name, value) = node.parameter(role)
        return parameter(name, dims: value.shape, value.values)
    }

    /// Stores a parameter of C values so that it spreads over N×C×H×W.
    mutating func channelParameter(_ role: String, of node: ExportedNode) -> String {
        let (name, value) = node.parameter(role)
        return parameter(name, dims: [value.values.count, 1, 1], value.values)
    }
}

extension Operation {
    /// The case's struct, as what goes into a graph.
    var writing: any OperatorWriting {
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
