import Networks

/// Scales and shifts per channel taken into what stands before them: a convolution that nothing else reads, or another
/// scale and shift; those that change nothing are dropped.
struct AffineFolding {
    private(set) var network: Network
    private(set) var parameters: Parameters
    /// For each tensor that is gone, the one that holds its numbers now.
    private(set) var renamed: [String: String] = [:]

    /// - Precondition: `parameters` holds every parameter of the network.
    init(_ network: Network, _ parameters: Parameters) {
        self.network = network
        self.parameters = parameters
        var reads: [String: Int] = [:]
        for name in network.nodes.flatMap(\.inputs) + network.outputs { reads[name, default: 0] += 1 }

        var nodes: [Node] = []
        var places: [String: Int] = [:]
        for var node in network.nodes {
            node.inputs = node.inputs.map { renamed[$0] ?? $0 }
            if case .channelAffine(let affine) = node.operation, let input = node.inputs.first {
                if isIdentity(node, affine) {
                    renamed[node.name] = input
                    reads[input, default: 0] += reads[node.name, default: 0] - 1
                    continue
                }
                if let place = places[input], reads[input] == 1, fold(node, affine, into: &nodes[place]) {
                    renamed[node.name] = input
                    reads[input] = reads[node.name]
                    continue
                }
            }
            places[node.name] = nodes.count
            nodes.append(node)
        }
        self.network.nodes = nodes
        var seen: Set<String> = []
        self.network.outputs = network.outputs.map { renamed[$0] ?? $0 }.filter { seen.insert($0).inserted }
    }

    private func isIdentity(_ node: Node, _ affine: ChannelAffine) -> Bool {
        values(node, "weight").allSatisfy { $0 == 1 } && (!affine.hasBias || values(node, "bias").allSatisfy { $0 == 0 })
    }

    private func values(_ node: Node, _ role: String) -> [Float] {
        parameters[node.parameterName(role)]?.values ?? []
    }

    /// `(W x + b) · s + t = (s W) x + (s b + t)`, in double precision.
    private mutating func fold(_ node: Node, _ affine: ChannelAffine, into target: inout Node) -> Bool {
        let scale = values(node, "weight").map(Double.init)
        let shift = affine.hasBias ? values(node, "bias").map(Double.init) : nil
        let hadBias: Bool
        switch target.operation {
        case .convolution(var convolution):
            hadBias = convolution.hasBias
            convolution.hasBias = hadBias || shift != nil
            target.operation = .convolution(convolution)
        case .channelAffine(var before):
            hadBias = before.hasBias
            before.hasBias = hadBias || shift != nil
            target.operation = .channelAffine(before)
        default: return false
        }
        let weightName = target.parameterName("weight")
        guard var weight = parameters[weightName] else { return false }
        let filter = weight.values.count / scale.count
        for index in weight.values.indices {
            weight.values[index] = Float(Double(weight.values[index]) * scale[index / filter])
        }
        parameters[weightName] = weight
        if hadBias || shift != nil {
            let bias = hadBias ? values(target, "bias") : nil
            parameters[target.parameterName("bias")] = Parameters.Value(
                shape: [scale.count],
                values: scale.indices.map { Float(Double(bias?[$0] ?? 0) * scale[$0] + (shift?[$0] ?? 0)) })
        }
        return true
    }
}
