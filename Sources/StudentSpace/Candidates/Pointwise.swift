import Networks

/// The centre tap alone, 1×1 of the site's stride and groups: `Ho · Wo · Cin/groups · Cout` MACs.
///
/// The centre tap of output position `p` sits at input position `p · stride` only where the kernel is odd and the
/// padding is half of its (dilated) extent.
struct PointwiseCandidate: CandidateDefinition {
    func macs(at site: Site) -> Int {
        site.output.positions * (site.input.channels / site.convolution.groups) * site.output.channels
    }

    func misfit(at site: Site) -> Misfit? {
        let full = site.convolution
        let half = Size(
            height: full.dilation.height * (full.kernel.height / 2),
            width: full.dilation.width * (full.kernel.width / 2))
        guard full.kernel.height % 2 == 1, full.kernel.width % 2 == 1,
            full.padding == Padding(vertical: half.height, horizontal: half.width)
        else { return .noCentreTap(kernel: full.kernel, padding: full.padding) }
        return full.kernel.area == 1 ? .isTeacher : nil
    }

    func expansion(at site: Site, reading source: String) -> [Node] {
        let convolution = Convolution(
            outputChannels: site.output.channels, kernel: Size(1), stride: site.convolution.stride,
            groups: site.convolution.groups)
        return [Node(site.name, .convolution(convolution), [source])]
    }
}
