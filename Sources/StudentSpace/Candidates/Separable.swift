import Networks

/// `kh×1` of stride (s, 1) to `rank` channels (`S.reduce`, Ho × Wi), then `1×kw` of stride (1, s) to Cout (`S`):
/// `Ho · Wi · r · Cin · kh + Ho · Wo · Cout · r · kw` MACs. The student of arXiv 2203.09594, section 3.
///
/// At a 1×1 kernel it is `lowrank`, later in striding; the paper uses it there all the same.
struct SeparableCandidate: CandidateDefinition {
    var rank: Int

    func macs(at site: Site) -> Int {
        let kernel = site.convolution.kernel
        return site.output.height * site.input.width * rank * site.input.channels * kernel.height
            + site.output.positions * site.output.channels * rank * kernel.width
    }

    func misfit(at site: Site) -> Misfit? {
        let kernel = site.convolution.kernel
        let limit = min(site.input.channels * kernel.height, site.output.channels * kernel.width)
        return (1..<limit).contains(rank) ? nil : .rankOutOfRange(rank: rank, limit: limit)
    }

    func expansion(at site: Site, reading source: String) -> [Node] {
        let full = site.convolution
        let columns = Convolution(
            outputChannels: rank,
            kernel: Size(height: full.kernel.height, width: 1),
            stride: Size(height: full.stride.height, width: 1),
            padding: Padding(top: full.padding.top, left: 0, bottom: full.padding.bottom, right: 0),
            dilation: Size(height: full.dilation.height, width: 1))
        let rows = Convolution(
            outputChannels: site.output.channels,
            kernel: Size(height: 1, width: full.kernel.width),
            stride: Size(height: 1, width: full.stride.width),
            padding: Padding(top: 0, left: full.padding.left, bottom: 0, right: full.padding.right),
            dilation: Size(height: 1, width: full.dilation.width))
        return [
            Node("\(site.name).reduce", .convolution(columns), [source]),
            Node(site.name, .convolution(rows), ["\(site.name).reduce"]),
        ]
    }
}
