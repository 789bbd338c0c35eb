import Networks

/// The site's kernel to `rank` channels (`S.reduce`), then 1×1 to Cout (`S`):
/// `Ho · Wo · r · (Cin · kh · kw + Cout)` MACs.
struct LowRankCandidate: CandidateDefinition {
    var rank: Int

    func macs(at site: Site) -> Int {
        site.output.positions * rank * (site.input.channels * site.convolution.kernel.area + site.output.channels)
    }

    func misfit(at site: Site) -> Misfit? {
        let limit = min(site.output.channels, site.input.channels * site.convolution.kernel.area)
        return (1..<limit).contains(rank) ? nil : .rankOutOfRange(rank: rank, limit: limit)
    }

    func expansion(at site: Site, reading source: String) -> [Node] {
        var reduce = site.convolution
        reduce.outputChannels = rank
        reduce.hasBias = false
        let expand = Convolution(outputChannels: site.output.channels, kernel: Size(1))
        return [
            Node("\(site.name).reduce", .convolution(reduce), [source]),
            Node(site.name, .convolution(expand), ["\(site.name).reduce"]),
        ]
    }
}
