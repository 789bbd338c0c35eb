import Networks

/// What a list of templates comes to at a site.
struct ResolvedCandidates {
    /// The candidates, each with the first template that names it.
    var kept: [(template: CandidateTemplate, candidate: Candidate)] = []
    var dropped: [SearchSpace.Dropped] = []

    init(site: Site, templates: [CandidateTemplate]) {
        let wanted = templates.map { ($0, $0.candidate(outputChannels: site.output.channels)) }
        for (template, candidate) in wanted {
            if let misfit = candidate.misfit(at: site) {
                dropped.append(.init(candidate: candidate, template: template, misfit: misfit))
            } else if let same = candidate.equivalent(at: site), wanted.contains(where: { $0.1 == same }),
                same.misfit(at: site) == nil
            {
                dropped.append(.init(candidate: candidate, template: template, misfit: .sameAs(same)))
            } else if !kept.contains(where: { $0.candidate == candidate }) {
                kept.append((template, candidate))
            }
        }
    }

    func candidate(of template: CandidateTemplate) -> Candidate? {
        kept.first { $0.template == template }?.candidate
    }

    /// Why a template is not among the kept ones.
    ///
    /// - Parameter rule: the entry that decides on the site.
    func absence(of template: CandidateTemplate, _ rule: SiteRule?) -> SpaceError.Unlikeness.Absence {
        if let found = dropped.first(where: { $0.template == template }) { return .dropped(found.misfit) }
        guard let rule, rule.candidates.contains(template) else { return .unnamed(rule?.position ?? .none) }
        return .repeated
    }
}

extension Candidate {
    /// The candidate that computes the same for no more at this site: `lowrank` for `separable` at a 1×1 kernel.
    fileprivate func equivalent(at site: Site) -> Candidate? {
        guard case .separable(let rank) = self, site.convolution.kernel.area == 1 else { return nil }
        return .lowRank(rank: rank)
    }
}
