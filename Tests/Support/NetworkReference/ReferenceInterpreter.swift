public import Networks

/// A network evaluated node by node, in double precision, by the formulas as they stand in the operations'
/// documentation: the reference that everything faster is held against. Slow, and obvious.
public struct ReferenceInterpreter {
    public enum BatchNormMode: Sendable {
        case running
        case batch
    }

    /// What is computed.
    public enum Arithmetic: Sendable {
        /// The values.
        case values
        /// For each element, a sum of absolute values instead of a sum: with `K` terms in it, rounding to `Float`
        /// moves the value by at most about `K · 2⁻²⁴` times this (Higham 2002, §3.1). Inputs and parameters count by
        /// their absolute values, a subtraction adds, a non-linearity passes all.
        case magnitudes
    }

    public let network: Network
    public var parameters: ReferenceParameters
    public let batchNorm: BatchNormMode
    public let arithmetic: Arithmetic

    public init(
        _ network: Network, parameters: ReferenceParameters, batchNorm: BatchNormMode = .running,
        arithmetic: Arithmetic = .values
    ) {
        self.network = network
        self.parameters = parameters
        self.batchNorm = batchNorm
        self.arithmetic = arithmetic
    }

    public init(
        _ network: Network, parameters: Parameters, batchNorm: BatchNormMode = .running,
        arithmetic: Arithmetic = .values
    ) {
        self.init(
            network, parameters: ReferenceParameters(parameters), batchNorm: batchNorm, arithmetic: arithmetic)
    }

    /// Every tensor of the network, by name, for the given inputs.
    public func run(_ inputs: [String: ReferenceTensor]) throws -> [String: ReferenceTensor] {
        let shapes = try network.inferShapes()
        let batch = inputs.values.first?.batch ?? 1
        var tensors = inputs
        if arithmetic == .magnitudes {
            for input in network.inputs { tensors[input.name]?.values = inputs[input.name]!.values.map { abs($0) } }
        }
        for node in network.nodes {
            let given = node.inputs.map { name -> ReferenceTensor in
                guard let tensor = tensors[name] else { preconditionFailure("no value for \(name)") }
                return tensor
            }
            let blank = ReferenceTensor(shapes.of(node.name), batch: batch)
            tensors[node.name] = evaluate(node, given, into: blank)
        }
        return tensors
    }

    private func evaluate(_ node: Node, _ inputs: [ReferenceTensor], into blank: ReferenceTensor) -> ReferenceTensor {
        switch node.operation {
        case .convolution(let operation): convolution(operation, node, inputs[0], into: blank)
        case .batchNorm(let operation): batchNorm(operation, node, inputs[0])
        case .channelAffine(let operation): channelAffine(operation, node, inputs[0])
        case .activation(let operation): activation(operation, inputs[0])
        case .deltaActivation(let operation): deltaActivation(operation, inputs[0], inputs[1])
        case .add, .subtract, .multiply, .divide:
            elementwise(node.operation, inputs[0], inputs[1], into: blank)
        case .transposedConvolution(let operation): transposedConvolution(operation, node, inputs[0], into: blank)
        case .groupNorm(let operation): groupNorm(operation, inputs[0])
        case .layerNorm(let operation): layerNorm(operation, inputs[0])
        case .prelu: prelu(node, inputs[0])
        case .deltaPReLU: deltaPReLU(node, inputs[0], inputs[1])
        case .softmax: softmax(inputs[0])
        case .maxPool(let operation): maxPool(operation, inputs[0], into: blank)
        case .channelMean: channelMean(inputs[0], into: blank)
        case .resample(let operation): resample(operation, inputs[0], into: blank)
        case .pad(let operation): pad(operation, inputs[0], into: blank)
        case .crop(let operation): crop(operation, inputs[0], into: blank)
        case .channelGather(let operation): channelGather(operation, inputs[0], into: blank)
        case .depthToSpace(let operation): depthToSpace(operation, inputs[0], into: blank)
        case .spaceToDepth(let operation): spaceToDepth(operation, inputs[0], into: blank)
        case .positionGather(let operation): positionGather(operation, inputs[0], into: blank)
        case .rearrange(let operation): rearrange(operation, inputs[0], into: blank)
        case .matrixProduct: matrixProduct(inputs[0], inputs[1], into: blank)
        case .constant: constant(node, into: blank)
        case .averagePool(let operation): averagePool(operation, inputs[0], into: blank)
        case .globalAveragePool: globalAveragePool(inputs[0], into: blank)
        case .resizeBilinear: resizeBilinear(inputs[0], into: blank)
        case .concat: concat(inputs, into: blank)
        case .zeros: blank
        }
    }

    /// A node's parameter, in the arithmetic asked for.
    func parameter(_ node: Node, _ role: String) -> [Double] {
        let values = parameters[node.parameterName(role)]
        return arithmetic == .magnitudes ? values.map { abs($0) } : values
    }

    /// The same values for every sample.
    private func constant(_ node: Node, into blank: ReferenceTensor) -> ReferenceTensor {
        let values = parameter(node, "value")
        var y = blank
        for i in y.values.indices { y.values[i] = values[i % values.count] }
        return y
    }
}
