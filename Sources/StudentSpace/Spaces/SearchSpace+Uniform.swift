import Networks

extension SearchSpace {
    /// The same candidate at every site that has it, `teacher` at the others; nil where a site with a choice has
    /// neither, or where sites that decide together would differ.
    ///
    /// A site where the candidate stands under another name (``Misfit/sameAs(_:)``) has it; a fixed site keeps what it
    /// is fixed to.
    public func uniform(_ template: CandidateTemplate) -> Selection? {
        var chosen: [Selection.Choice] = []
        for choice in choices {
            let wanted = template.candidate(outputChannels: choice.site.output.channels)
            let alias = choice.dropped.lazy.compactMap { dropped -> Candidate? in
                guard dropped.candidate == wanted, case .sameAs(let same) = dropped.misfit else { return nil }
                return same
            }.first
            let options = choice.isFixed ? choice.candidates : [alias ?? wanted, .teacher]
            guard let candidate = options.first(where: choice.candidates.contains) else { return nil }
            chosen.append(.init(site: choice.site.name, candidate: candidate))
        }
        let selection = Selection(chosen)
        return indices(of: selection) == nil ? nil : selection
    }

    /// Every uniform selection of the space that keeps a limit, dearest first: one a template, distinct ones only.
    public func uniformSelections(within limit: BudgetLimit) -> [(template: CandidateTemplate, selection: Selection)] {
        var found: [(template: CandidateTemplate, selection: Selection, macs: Int)] = []
        for template in templates {
            guard let selection = uniform(template), let indices = indices(of: selection) else { continue }
            let cost = cost(indices)
            guard limit.allows(cost), !found.contains(where: { $0.selection == selection }) else {
                continue
            }
            found.append((template, selection, cost.macs))
        }
        return found.enumerated().sorted { ($1.element.macs, $0.offset) < ($0.element.macs, $1.offset) }
            .map { ($0.element.template, $0.element.selection) }
    }
}
