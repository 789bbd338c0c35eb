extension Network {
    /// The network without the work that constant zeros make superfluous.
    ///
    /// A linear operation without bias, or a change of a non-linearity, that is fed only zeros is zero itself;
    /// `x + 0` and `x − 0` are `x`, and what read them reads `x`. Where a zero is still needed, beside something else in
    /// a concat or for an output, a ``Zeros`` node of the tensor's name stays. Outputs keep their names: an output
    /// `x + 0` stays an addition. Nodes that nothing reads any more are gone.
    ///
    /// - Throws: what ``inferShapes()`` throws.
    public func eliminatingZeros() throws -> Network {
        let shapes = try inferShapes()
        let outputs = Set(self.outputs)
        var zeros: Set<String> = []
        var aliases: [String: String] = [:]
        var network = self
        network.nodes = []
        for node in nodes {
            var node = node
            let shape = shapes.of(node.name)
            node.inputs = node.inputs.map { aliases[$0] ?? $0 }
            if node.operation.isZero(forZeros: node.inputs.map(zeros.contains)) {
                zeros.insert(node.name)
                node = Node(node.name, .zeros(Zeros(shape)), [])
            } else if let same = node.passedThrough(zeros: zeros), shapes.of(same) == shape, !outputs.contains(node.name) {
                aliases[node.name] = same
                continue
            }
            network.nodes.append(node)
        }
        return network.eliminatingDeadNodes()
    }
}

extension Node {
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
            .depthToSpace, .spaceToDepth, .add, .subtract, .concat, .maxPool, .groupNorm, .layerNorm, .prelu:
            zeros.allSatisfy { $0 }
        case .multiply: zeros.contains(true)
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
