import Networks

/// One `kh×kw` kernel an input channel (`S.depthwise`), then 1×1 to Cout (`S`): `Ho · Wo · Cin · (kh · kw + Cout)` MACs.
struct DepthwisePointwiseCandidate: CandidateDefinition {
    func macs(at site: Site) -> Int {
        site.output.positions * site.input.channels * (site.convolution.kernel.area + site.output.channels)
    }

    func expansion(at site: Site, reading source: String) -> [Node] {
        var depthwise = site.convolution
        depthwise.outputChannels = site.input.channels
        depthwise.groups = site.input.channels
        depthwise.hasBias = false
        let pointwise = Convolution(outputChannels: site.output.channels, kernel: Size(1))
        return [
            Node("\(site.name).depthwise", .convolution(depthwise), [source]),
            Node(site.name, .convolution(pointwise), ["\(site.name).depthwise"]),
        ]
    }
}
