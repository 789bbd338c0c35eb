import Networks

/// The key frame's value stands: 0 MACs. What it feeds alone is removed by the networks' zero elimination.
struct ZeroCandidate: CandidateDefinition {
    func macs(at site: Site) -> Int { 0 }

    func expansion(at site: Site, reading source: String) -> [Node] {
        [Node(site.name, .zeros(Zeros(site.output)), [])]
    }
}
