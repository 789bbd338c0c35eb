import Networks

/// Nodes that run band by band: the first on a band, then those that read just that band of it, while it is in cache.
struct NodeGroup {
    /// Indices of nodes, ascending.
    var members: [Int]
    var bands: [Band]
}

extension PlanCompiler {
    /// Every node in a group, groups in the order in which they run.
    func makeGroups() -> [NodeGroup] {
        var groups: [NodeGroup] = []
        var groupOf = [Int](repeating: 0, count: network.nodes.count)
        for (index, node) in network.nodes.enumerated() {
            let sources = node.inputs.compactMap { producers[$0] }
            if isRowLocal(node), let latest = sources.max(), let group = joinable(index, latest, groupOf, groups) {
                groups[group].members.append(index)
                groupOf[index] = group
            } else {
                groupOf[index] = groups.count
                groups.append(NodeGroup(members: [index], bands: []))
            }
        }
        for index in groups.indices { groups[index].bands = bands(groups[index]) }
        return groups
    }

    /// The group of a node's latest input, where the node can run at its end.
    private func joinable(_ index: Int, _ latest: Int, _ groupOf: [Int], _ groups: [NodeGroup]) -> Int? {
        let group = groupOf[latest]
        let head = network.nodes[groups[group].members[0]]
        guard isBandable(head), shapes.of(head.name).size == shapes.of(network.nodes[index].name).size else {
            return nil
        }
        // A single row is no bands: such a convolution is better off by itself, split by channels.
        if case .convolution(let convolution) = network.nodes[index].operation,
            shapes.of(head.name).height * options.batch == 1, prefersChannels(network.nodes[index], convolution)
        {
            return nil
        }
        // What else it reads has to be there before the group begins.
        let others = network.nodes[index].inputs.compactMap { producers[$0] }.map { groupOf[$0] }
        return others.allSatisfy { $0 <= group } ? group : nil
    }

    /// Whether a row of the output depends on no other row of the inputs.
    private func isRowLocal(_ node: Node) -> Bool {
        switch node.operation {
        case .add, .subtract, .activation, .deltaActivation, .channelAffine, .concat: true
        case .batchNorm: options.batchNorm == .running
        case .convolution(let convolution):
            convolution.kernel == Size(1) && convolution.stride == Size(1)
                && convolution.padding == Padding(vertical: 0, horizontal: 0)
        case .transposedConvolution, .groupNorm, .maxPool, .averagePool, .globalAveragePool, .resizeBilinear, .resample,
            .pad, .crop, .depthToSpace, .spaceToDepth, .positionGather, .rearrange, .zeros, .constant:
            false
        case .layerNorm, .prelu, .deltaPReLU, .softmax, .multiply, .divide, .channelMean, .channelGather,
            .matrixProduct:
            true
        }
    }

    /// Whether a node's output can be computed in bands of rows.
    private func isBandable(_ node: Node) -> Bool {
        switch node.operation {
        case .convolution(let convolution):
            !prefersChannels(node, convolution)
        case .add, .subtract, .activation, .deltaActivation, .channelAffine, .concat, .zeros: true
        case .batchNorm: options.batchNorm == .running
        case .layerNorm, .prelu, .deltaPReLU, .softmax, .multiply, .divide, .channelMean, .channelGather: true
        case .maxPool, .resample, .pad, .crop, .positionGather, .matrixProduct: true
        case .depthToSpace, .spaceToDepth, .rearrange, .transposedConvolution, .groupNorm, .averagePool,
            .globalAveragePool, .resizeBilinear, .constant:
            false
        }
    }

    /// Whether a convolution is better split by output channels than by rows.
    private func prefersChannels(_ node: Node, _ convolution: Convolution) -> Bool {
        let extents = extents(node, convolution)
        return extents.isWeightBound && extents.channelSlices(extents.pieces(pieces)).count > 1
    }

    private func extents(_ node: Node, _ convolution: Convolution) -> ConvolutionExtents {
        ConvolutionExtents(
            operation: convolution, input: shapes.of(node.inputs[0]), output: shapes.of(node.name),
            batch: options.batch)
    }

    /// The pieces of a group.
    private func bands(_ group: NodeGroup) -> [Band] {
        let head = network.nodes[group.members[0]]
        let shape = shapes.of(head.name)
        let whole = [Band(all: shape, batch: options.batch)]
        guard isBandable(head) else { return whole }
        let count = max(1, min(pieces, group.members.map(work).reduce(0, +) / Self.smallestPiece))
        let bands = Band.split(shape, batch: options.batch, into: count)
        let fits = group.members.allSatisfy { index in
            guard case .convolution(let convolution) = network.nodes[index].operation else { return true }
            let extents = extents(network.nodes[index], convolution)
            return bands.allSatisfy { extents.part(output: $0) != nil }
        }
        return fits ? bands : whole
    }

    /// Roughly the nanoseconds of a node's forward pass.
    private func work(_ index: Int) -> Int {
        let node = network.nodes[index]
        let macs = node.operation.definition.macs(shapes.inputs(of: node), output: shapes.of(node.name))
        return options.batch * (macs / 100 + shapes.of(node.name).count / 4)
    }

    /// Nanoseconds of a piece that still outweigh what handing it to a thread costs.
    private static var smallestPiece: Int { 10_000 }

    /// Inputs whose memory a node's output may take over: read for the last time, element by element.
    func canOverwriteInput(_ node: Node) -> Bool {
        switch node.operation {
        case .add, .subtract, .multiply, .divide, .activation, .deltaActivation, .prelu, .deltaPReLU, .channelAffine:
            true
        case .batchNorm: options.batchNorm == .running
        default: false
        }
    }
}
