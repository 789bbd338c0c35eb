extension Network {
    /// The network without the work that constant zeros make superfluous.
    ///
    /// A linear operation without bias, a product, or a change of a non-linearity, that is fed zeros is zero itself;
    /// `x + 0` and `x − 0` are `x`, and what read them reads `x`; `x − x` is zero. What a delta network computes again
    /// from the key frame's values alone is the key frame's. Where a zero is still needed, beside something else in a
    /// concat or for an output, a ``Zeros`` node of the tensor's name stays. Outputs keep their names: an output `x + 0`
    /// stays an addition. Nodes that nothing reads any more are gone.
    ///
    /// - Throws: what ``inferShapes()`` throws.
    public func eliminatingZeros() throws -> Network {
        let shapes = try inferShapes()
        let outputs = Set(self.outputs)
        let inputs = Set(self.inputs.map(\.name))
        var zeros: Set<String> = []
        var aliases: [String: String] = [:]
        var constants: Set<String> = []
        // Tensors that are what they were at the key frame.
        var unchanged = inputs.filter { $0.hasPrefix("key:") }
        var network = self
        network.nodes = []
        for node in nodes {
            var node = node
            node.inputs = node.inputs.map { aliases[$0] ?? $0 }
            if node.operation.isZero(forZeros: node.inputs.map(zeros.contains)) || node.isDifferenceOfEquals {
                zeros.insert(node.name)
                node = Node(node.name, .zeros(Zeros(shapes.of(node.name))), [])
            } else if let same = node.passedThrough(zeros: zeros), shapes.of(same) == shapes.of(node.name),
                !outputs.contains(node.name)
            {
                aliases[node.name] = same
                continue
            }
            if node.isConstant || (!node.inputs.isEmpty && node.inputs.allSatisfy(constants.contains)) {
                constants.insert(node.name)
                unchanged.insert(node.name)
            } else if let before = node.recomputedInput, node.inputs.allSatisfy(unchanged.contains) {
                if inputs.contains(before) {
                    aliases[node.name] = before
                    continue
                }
                unchanged.insert(node.name)
            }
            network.nodes.append(node)
        }
        return network.eliminatingDeadNodes()
    }
}

extension Node {
    fileprivate var isConstant: Bool {
        switch operation {
        case .constant, .zeros: true
        default: false
        }
    }

    /// Of a node that computes a tensor of the teacher again, the input that would have its key frame's value.
    fileprivate var recomputedInput: String? {
        let prefix = DeltaNetworks.value("")
        return name.hasPrefix(prefix) ? DeltaNetworks.stateInput(String(name.dropFirst(prefix.count))) : nil
    }

    fileprivate var isDifferenceOfEquals: Bool {
        if case .subtract = operation { inputs[0] == inputs[1] } else { false }
    }

    /// The input that the node hands on unchanged because the other is zero.
    fileprivate func passedThrough(zeros: Set<String>) -> String? {
        switch operation {
        case .add:
            if zeros.contains(inputs[1]) { return inputs[0] }
            return zeros.contains(inputs[0]) ? inputs[1] : nil
        case .subtract:
            return zeros.contains(inputs[1]) ? inputs[0] : nil
        default: return nil
        }
    }
}

extension Operation {
    /// Whether the output is zero, where `zeros` says which inputs are.
    fileprivate func isZero(forZeros zeros: [Bool]) -> Bool {
        switch self {
        case .zeros: true
        case .convolution(let convolution): !convolution.hasBias && zeros[0]
        case .transposedConvolution(let convolution): !convolution.hasBias && zeros[0]
        case .channelAffine(let affine): !affine.hasBias && zeros[0]
        case .pad(let pad): pad.mode.keepsZeros && zeros[0]
        case .averagePool, .globalAveragePool, .channelMean, .resizeBilinear, .resample, .crop, .channelGather,
            .depthToSpace, .spaceToDepth, .positionGather, .rearrange, .add, .subtract, .concat, .maxPool, .groupNorm,
            .layerNorm, .prelu:
            zeros.allSatisfy { $0 }
        case .multiply, .matrixProduct: zeros.contains(true)
        case .divide: zeros[0]
        case .deltaActivation, .deltaPReLU: zeros[1]
        case .activation(let activation): activation.function.mapsZeroToZero && zeros[0]
        case .batchNorm, .softmax, .constant: false
        }
    }
}

extension Pad.Mode {
    fileprivate var keepsZeros: Bool {
        switch self {
        case .constant(let value): value == 0
        case .reflect, .edge: true
        }
    }
}
