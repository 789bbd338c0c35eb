import Networks

extension SpaceFile {
    /// The candidates of every site: templates made concrete, those that do not fit or do not pay dropped with the
    /// reason, the rest without duplicates in order of cost.
    ///
    /// - Parameter sites: The teacher's convolutions, in order.
    /// - Throws: ``SpaceError``.
    public func resolve(_ sites: [Site]) throws(SpaceError) -> SearchSpace {
        try checkPatterns(against: sites.map(\.name))
        var choices: [SearchSpace.Choices] = []
        for site in sites {
            guard let rule = rules.first(where: { $0.matches(site.name) }) else {
                let unmatched = sites.map(\.name).filter { name in !rules.contains { $0.matches(name) } }
                throw .unmatchedSites(file: file, unmatched)
            }
            let found = SearchSpace.Choices(site: site, templates: rule.candidates)
            guard !found.candidates.isEmpty else {
                throw .noCandidates(file: file, rule.position, site: site.name, dropped: found.dropped)
            }
            choices.append(found)
        }
        var templates: [CandidateTemplate] = []
        for template in rules.flatMap(\.candidates) where !templates.contains(template) { templates.append(template) }
        return SearchSpace(choices, templates: templates)
    }

    private func checkPatterns(against names: [String]) throws(SpaceError) {
        var decided: [String: SiteRule] = [:]
        for rule in rules {
            for pattern in rule.patterns where !names.contains(where: pattern.glob.matches) {
                throw .patternMatchesNothing(
                    file: file, pattern.position, pattern: pattern.glob.pattern,
                    suggestion: pattern.glob.suggestion(among: names))
            }
            let matched = names.filter(rule.matches)
            if let first = matched.first, let earlier = decided[first], matched.allSatisfy({ decided[$0] != nil }) {
                throw .shadowedEntry(
                    file: file, rule.position, patterns: rule.patterns.map(\.glob.pattern), by: earlier.position)
            }
            for name in matched where decided[name] == nil { decided[name] = rule }
        }
    }
}

extension SearchSpace.Choices {
    /// What is left of a list of templates at a site.
    init(site: Site, templates: [CandidateTemplate]) {
        var kept: [Candidate] = []
        var dropped: [SearchSpace.Dropped] = []
        let wanted = templates.map { ($0, $0.candidate(outputChannels: site.output.channels)) }
        for (template, candidate) in wanted {
            if let misfit = candidate.misfit(at: site) {
                dropped.append(.init(candidate: candidate, template: template, misfit: misfit))
            } else if let same = candidate.equivalent(at: site), wanted.contains(where: { $0.1 == same }),
                same.misfit(at: site) == nil
            {
                dropped.append(.init(candidate: candidate, template: template, misfit: .sameAs(same)))
            } else if !kept.contains(candidate) {
                kept.append(candidate)
            }
        }
        self.init(site: site, candidates: kept, dropped: dropped)
    }
}

extension Candidate {
    /// The candidate that computes the same for no more at this site: `lowrank` for `separable` at a 1×1 kernel.
    fileprivate func equivalent(at site: Site) -> Candidate? {
        guard case .separable(let rank) = self, site.convolution.kernel.area == 1 else { return nil }
        return .lowRank(rank: rank)
    }
}

/// A space file that does not fit its teacher. Positions are lines and columns of the file.
public enum SpaceError: Error, Hashable, Sendable {
    /// Sites for which no entry says anything.
    case unmatchedSites(file: String, [String])
    case patternMatchesNothing(file: String, JSONPosition, pattern: String, suggestion: String?)
    /// Earlier entries decide on every site that this one matches.
    case shadowedEntry(file: String, JSONPosition, patterns: [String], by: JSONPosition)
    /// Every candidate of the entry was dropped at this site.
    case noCandidates(file: String, JSONPosition, site: String, dropped: [SearchSpace.Dropped])
}
