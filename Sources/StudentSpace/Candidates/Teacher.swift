import Networks

/// The full convolution, its bias dropped: `Ho · Wo · Cin · Cout · kh · kw` MACs.
struct TeacherCandidate: CandidateDefinition {
    func macs(at site: Site) -> Int { site.teacherMACs }

    func expansion(at site: Site, reading source: String) -> [Node] {
        var convolution = site.convolution
        convolution.hasBias = false
        return [Node(site.name, .convolution(convolution), [source])]
    }
}
