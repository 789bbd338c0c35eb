import Networks

/// One `kh×kw` kernel a channel, where Cin = Cout: `Ho · Wo · Cout · kh · kw` MACs.
struct DepthwiseCandidate: CandidateDefinition {
    func macs(at site: Site) -> Int { site.output.count * site.convolution.kernel.area }

    func misfit(at site: Site) -> Misfit? {
        let (input, output) = (site.input.channels, site.output.channels)
        return input == output ? nil : .channelsDiffer(input: input, output: output)
    }

    func expansion(at site: Site, reading source: String) -> [Node] {
        var convolution = site.convolution
        convolution.groups = site.input.channels
        convolution.hasBias = false
        return [Node(site.name, .convolution(convolution), [source])]
    }
}
