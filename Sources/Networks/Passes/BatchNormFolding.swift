/// Batch normalisation folded away: the network without it, and the parameters that go with that network.
///
/// A convolution, transposed or not, whose only reader is a batch norm takes it in: `W′ = W · s` and `b′ = (b − μ) · s + β` with
/// `s = γ / √(σ² + ε)`, per output channel. It keeps its name, and what read the batch norm reads the convolution. Any
/// other batch norm becomes a ``ChannelAffine`` of the batch norm's name.
public struct BatchNormFolding: Sendable {
    public let original: Network
    /// The network without batch norms. Where an output was a folded batch norm, it is now the convolution.
    public let network: Network
    /// The batch norm that a convolution takes in, by the convolution's name.
    let takenIn: [String: Node]

    /// - Precondition: the network is well-formed: ``Network/inferShapes()`` does not throw.
    public init(_ original: Network) {
        self.original = original
        let readCounts = original.readCounts()
        var convolutions: Set<String> = []
        var takenIn: [String: Node] = [:]
        for node in original.nodes {
            switch node.operation {
            case .convolution, .transposedConvolution: convolutions.insert(node.name)
            case .batchNorm:
                let input = node.inputs[0]
                if convolutions.contains(input), readCounts[input] == 1 { takenIn[input] = node }
            default: break
            }
        }
        self.takenIn = takenIn
        network = Self.fold(original, takenIn)
    }

    private static func fold(_ original: Network, _ takenIn: [String: Node]) -> Network {
        let newNames = Dictionary(uniqueKeysWithValues: takenIn.map { ($0.value.name, $0.key) })
        func renamed(_ tensor: String) -> String { newNames[tensor] ?? tensor }

        var folded = original
        folded.nodes = []
        for node in original.nodes where newNames[node.name] == nil {
            var node = node
            node.inputs = node.inputs.map(renamed)
            switch node.operation {
            case .convolution(var convolution) where takenIn[node.name] != nil:
                convolution.hasBias = true
                node.operation = .convolution(convolution)
            case .transposedConvolution(var convolution) where takenIn[node.name] != nil:
                convolution.hasBias = true
                node.operation = .transposedConvolution(convolution)
            case .batchNorm:
                node.operation = .channelAffine(ChannelAffine(hasBias: true))
            default: break
            }
            folded.nodes.append(node)
        }
        folded.outputs = original.outputs.map(renamed)
        return folded
    }

    /// The parameters of ``network`` for these of ``original``, computed in double precision.
    ///
    /// - Precondition: `values` holds every parameter of the original network.
    /// - Throws: what ``Network/inferShapes()`` throws.
    public func parameters(_ values: Parameters) throws -> Parameters {
        let originals = Dictionary(uniqueKeysWithValues: original.nodes.map { ($0.name, $0) })
        let shapes = try network.inferShapes()
        var folded = Parameters()
        for node in network.nodes {
            if let norm = takenIn[node.name] {
                Self.foldIn(Affine(norm, values), node, values, &folded)
            } else if let norm = originals[node.name], case .batchNorm = norm.operation {
                let affine = Affine(norm, values)
                folded[node.parameterName("weight")] = Self.vector(affine.scale)
                folded[node.parameterName("bias")] = Self.vector(affine.shift)
            } else {
                for definition in node.operation.definition.parameters(shapes.inputs(of: node)) {
                    let name = node.parameterName(definition.role)
                    folded[name] = values.value(name)
                }
            }
        }
        return folded
    }

    private static func foldIn(_ affine: Affine, _ convolution: Node, _ values: Parameters, _ folded: inout Parameters)
    {
        let (weightName, biasName) = (convolution.parameterName("weight"), convolution.parameterName("bias"))
        var weight = values.value(weightName)
        for index in weight.values.indices {
            let channel = convolution.outputChannel(ofWeight: index, weight.shape)
            weight.values[index] = Float(Double(weight.values[index]) * affine.scale[channel])
        }
        folded[weightName] = weight
        let bias = values[biasName]?.values
        folded[biasName] = vector(
            affine.scale.indices.map { affine.scale[$0] * Double(bias?[$0] ?? 0) + affine.shift[$0] })
    }

    private static func vector(_ values: [Double]) -> Parameters.Value {
        Parameters.Value(shape: [values.count], values: values.map(Float.init))
    }

    /// Batch norm at inference as `scale · x + shift`.
    private struct Affine {
        var scale: [Double]
        var shift: [Double]

        init(_ norm: Node, _ values: Parameters) {
            guard case .batchNorm(let operation) = norm.operation else {
                preconditionFailure("\(norm.name) is no norm")
            }
            func vector(_ role: String) -> [Double] { values.value(norm.parameterName(role)).values.map(Double.init) }
            let (mean, bias) = (vector("running_mean"), vector("bias"))
            scale = zip(vector("weight"), vector("running_var")).map { $0 / ($1 + operation.epsilon).squareRoot() }
            shift = scale.indices.map { [scale] in bias[$0] - mean[$0] * scale[$0] }
        }
    }
}

extension Node {
    /// The output channel that an element of a convolution's weights belongs to.
    fileprivate func outputChannel(ofWeight index: Int, _ shape: [Int]) -> Int {
        let taps = shape[2] * shape[3]
        guard case .transposedConvolution(let convolution) = operation else { return index / (shape[1] * taps) }
        // Cin × Cout/groups × kh × kw.
        let (input, output) = (index / (shape[1] * taps), index / taps % shape[1])
        return input / (shape[0] / convolution.groups) * shape[1] + output
    }
}
