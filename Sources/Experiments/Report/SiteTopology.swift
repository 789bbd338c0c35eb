import Networks

/// How a network's convolutions follow each other: what is drawn of its graph.
struct SiteTopology: Hashable {
    /// Of each site, the sites whose outputs reach its input without another site between, those left out that reach it
    /// through one of the others as well. So the shortcut around a residual block is not an edge, and where branches
    /// meet, both are.
    var sources: [[Int]]
    /// Height and width of each site's output.
    var sizes: [Size]

    /// - Throws: ``ShapeError`` or ``NetworkError`` where the network is not well-formed.
    init(_ network: Network) throws {
        let shapes = try network.inferShapes()
        sources = []
        sizes = []
        // By tensor: sites that it comes from; by site: all sites before it.
        var origins: [String: Set<Int>] = [:]
        var ancestors: [Set<Int>] = []
        for node in network.nodes {
            var reaching = node.inputs.reduce(into: Set<Int>()) { $0.formUnion(origins[$1] ?? []) }
            let indirect = reaching.reduce(into: Set<Int>()) { $0.formUnion(ancestors[$1]) }
            reaching.subtract(indirect)
            guard case .convolution = node.operation else {
                origins[node.name] = reaching
                continue
            }
            ancestors.append(indirect.union(reaching))
            origins[node.name] = [sources.count]
            sources.append(reaching.sorted())
            sizes.append(shapes.of(node.name).size)
        }
    }
}
