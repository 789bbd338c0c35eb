extension SpaceFile {
    /// What `shared` ties together, over resolved sites.
    ///
    /// Sites of one label must have kept the same templates; ranks and costs may differ. A site that several entries
    /// match belongs to the first of them.
    ///
    /// - Parameters:
    ///   - choices: of all sites, in order.
    ///   - resolved: the same with their templates.
    /// - Throws: ``SpaceError``.
    func decisions(
        _ choices: [SearchSpace.Choices], _ resolved: [ResolvedCandidates]
    ) throws(SpaceError) -> [Decisions.Decision] {
        let names = choices.map(\.site.name)
        try checkLabels()
        try checkPatterns(shared.map { ($0.patterns, $0.position) }, against: names)
        var decisions: [Decisions.Decision] = []
        for (index, rule) in shared.enumerated() {
            let sites = names.indices.filter { site in
                shared.firstIndex { $0.matches(names[site]) } == index
            }
            guard sites.count > 1 else {
                throw .loneSite(file: file, rule.position, label: rule.label, site: names[sites[0]])
            }
            for site in sites.dropFirst() { try requireSameTemplates(sites[0], site, rule, names, resolved) }
            let options = resolved[sites[0]].kept.map(\.template).map { template in
                sites.map { site in
                    guard let candidate = resolved[site].candidate(of: template),
                        let index = choices[site].candidates.firstIndex(of: candidate)
                    else { preconditionFailure("\(template) at \(names[site])") }
                    return index
                }
            }
            func macs(_ option: [Int]) -> Int { zip(sites, option).reduce(0) { $0 + choices[$1.0].macs[$1.1] } }
            decisions.append(
                Decisions.Decision(
                    label: rule.label, sites: sites,
                    options: options.sorted { (macs($0), $0[0]) < (macs($1), $1[0]) }))
        }
        return decisions
    }

    private func checkLabels() throws(SpaceError) {
        var positions: [String: JSONPosition] = [:]
        for rule in shared {
            if let earlier = positions.updateValue(rule.position, forKey: rule.label) {
                throw .repeatedLabel(file: file, rule.position, label: rule.label, by: earlier)
            }
        }
    }

    private func requireSameTemplates(
        _ first: Int, _ second: Int, _ rule: SharedRule, _ names: [String], _ resolved: [ResolvedCandidates]
    ) throws(SpaceError) {
        for (having, lacking) in [(first, second), (second, first)] {
            for (template, _) in resolved[having].kept where resolved[lacking].candidate(of: template) == nil {
                throw .unlikeSites(
                    file: file, rule.position, label: rule.label,
                    SpaceError.Unlikeness(
                        template: template, site: names[having], other: names[lacking],
                        absence: resolved[lacking].absence(of: template, siteRule(of: names[lacking]))))
            }
        }
    }

    private func siteRule(of site: String) -> SiteRule? { rules.first { $0.matches(site) } }
}
