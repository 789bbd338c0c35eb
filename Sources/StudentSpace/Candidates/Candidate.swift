public import Networks

/// What stands in for a site's convolution on delta frames: linear and bias-free, so that deltas map to deltas.
///
/// One case a candidate; each case's struct, in a file of its own beside this one, knows its cost, where it fits and
/// the nodes it expands to. A new candidate is a file, a case here and a case in ``Kind-swift.enum``: the compiler
/// names the rest.
public enum Candidate: Hashable, Sendable {
    /// The full convolution.
    case teacher
    /// A `kh×kw` convolution to `rank` channels, then 1×1.
    case lowRank(rank: Int)
    /// A `kh×1` convolution to `rank` channels, then `1×kw`: the student of arXiv 2203.09594.
    case separable(rank: Int)
    /// A 1×1 convolution of the site's stride.
    case pointwise
    /// One kernel a channel.
    case depthwise
    /// One kernel a channel, then 1×1.
    case depthwisePointwise
    /// Nothing: the key frame's value stands.
    case zero

    /// The case's struct, as what every candidate can answer.
    var definition: any CandidateDefinition {
        switch self {
        case .teacher: TeacherCandidate()
        case .lowRank(let rank): LowRankCandidate(rank: rank)
        case .separable(let rank): SeparableCandidate(rank: rank)
        case .pointwise: PointwiseCandidate()
        case .depthwise: DepthwiseCandidate()
        case .depthwisePointwise: DepthwisePointwiseCandidate()
        case .zero: ZeroCandidate()
        }
    }

    /// Multiply-accumulates of one delta frame at a site, by the formula of the candidate's file.
    public func macs(at site: Site) -> Int { definition.macs(at: site) }

    /// Why the candidate is none at this site, or nil where it is one.
    ///
    /// A candidate must suit the convolution and must cost less than it; `teacher` always fits. At a grouped convolution
    /// `pointwise` has the same groups (one weight a channel where it is depthwise), `depthwise` one channel a group.
    public func misfit(at site: Site) -> Misfit? {
        if self == .teacher { return nil }
        if site.convolution.groups > 1, ![.zero, .pointwise, .depthwise].contains(self) {
            return .grouped(groups: site.convolution.groups)
        }
        if let misfit = definition.misfit(at: site) { return misfit }
        let macs = macs(at: site)
        return macs < site.teacherMACs ? nil : .costsNoLess(macs: macs, teacherMACs: site.teacherMACs)
    }

    /// The nodes that replace the site's convolution in a delta network; the last one bears the site's name.
    ///
    /// - Parameters:
    ///   - site: Where the candidate stands; it must fit there.
    ///   - source: The tensor to read, where it is not the site's own.
    public func expansion(at site: Site, reading source: String? = nil) -> [Node] {
        definition.expansion(at: site, reading: source ?? site.source)
    }
}

/// What each candidate's struct knows.
protocol CandidateDefinition: Sendable {
    /// Multiply-accumulates of one delta frame.
    func macs(at site: Site) -> Int

    /// Why the candidate does not suit the site's convolution, cost aside.
    func misfit(at site: Site) -> Misfit?

    /// The nodes that compute it from the tensor `source`; the last one bears the site's name.
    func expansion(at site: Site, reading source: String) -> [Node]
}

extension CandidateDefinition {
    func misfit(at site: Site) -> Misfit? { nil }
}
