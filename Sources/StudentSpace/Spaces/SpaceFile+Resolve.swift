import Networks

extension SpaceFile {
    /// The candidates of every site: templates made concrete, those that do not fit or do not pay dropped with the
    /// reason, the rest without duplicates in order of cost; and which sites decide together.
    ///
    /// - Parameter sites: The teacher's convolutions, in order.
    /// - Throws: ``SpaceError``.
    public func resolve(_ sites: [Site]) throws(SpaceError) -> SearchSpace {
        try checkPatterns(rules.map { ($0.patterns, $0.position) }, against: sites.map(\.name))
        var choices: [SearchSpace.Choices] = []
        var resolved: [ResolvedCandidates] = []
        for site in sites {
            guard let rule = rules.first(where: { $0.matches(site.name) }) else {
                let unmatched = sites.map(\.name).filter { name in !rules.contains { $0.matches(name) } }
                throw .unmatchedSites(file: file, unmatched)
            }
            let found = ResolvedCandidates(site: site, templates: rule.candidates)
            guard !found.kept.isEmpty else {
                throw .noCandidates(file: file, rule.position, site: site.name, dropped: found.dropped)
            }
            resolved.append(found)
            choices.append(.init(site: site, candidates: found.kept.map(\.candidate), dropped: found.dropped))
        }
        var templates: [CandidateTemplate] = []
        var seen: Set<CandidateTemplate> = []
        for template in rules.flatMap(\.candidates) where seen.insert(template).inserted { templates.append(template) }
        return SearchSpace(choices, templates: templates, shared: try decisions(choices, resolved))
    }

    /// Checks that every pattern matches something and that every entry decides on something: of those that match a name,
    /// the first does.
    func checkPatterns(
        _ entries: [(patterns: [SiteRule.Pattern], position: JSONPosition)], against names: [String]
    ) throws(SpaceError) {
        var decided: [String: JSONPosition] = [:]
        for entry in entries {
            for pattern in entry.patterns where !names.contains(where: pattern.glob.matches) {
                throw .patternMatchesNothing(
                    file: file, pattern.position, pattern: pattern.glob.pattern,
                    suggestion: pattern.glob.suggestion(among: names))
            }
            let matched = names.filter { name in entry.patterns.contains { $0.glob.matches(name) } }
            if let first = matched.first, let earlier = decided[first], matched.allSatisfy({ decided[$0] != nil }) {
                throw .shadowedEntry(
                    file: file, entry.position, patterns: entry.patterns.map(\.glob.pattern), by: earlier)
            }
            for name in matched where decided[name] == nil { decided[name] = entry.position }
        }
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
    /// Two entries of `shared` with one label.
    case repeatedLabel(file: String, JSONPosition, label: String, by: JSONPosition)
    /// A label that only one site is left to.
    case loneSite(file: String, JSONPosition, label: String, site: String)
    /// Sites that are to decide together and have not the same candidates.
    case unlikeSites(file: String, JSONPosition, label: String, Unlikeness)

    /// A candidate that one of two sites has.
    public struct Unlikeness: Hashable, Sendable {
        public var template: CandidateTemplate
        public var site: String
        /// The site without it.
        public var other: String
        public var absence: Absence

        public init(template: CandidateTemplate, site: String, other: String, absence: Absence) {
            self.template = template
            self.site = site
            self.other = other
            self.absence = absence
        }

        public enum Absence: Hashable, Sendable {
            /// The entry of `sites` that decides there does not name it.
            case unnamed(JSONPosition)
            case dropped(Misfit)
            /// An earlier template comes to the same candidate there.
            case repeated
        }
    }
}
