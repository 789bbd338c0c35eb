public import Networks

extension StudentSpec {
    /// The spec of a selection: costs, use and budget counted from the sites.
    ///
    /// - Parameters:
    ///   - selection: One candidate a site.
    ///   - damages: The expected damage of each site's candidate, in the sites' order; nil where none was estimated.
    /// - Precondition: The selection names every site; as many damages as sites.
    public init(
        selection: Selection, sites: [Site], damages: [Double]?, limit: BudgetLimit, input: Size, teacher: Teacher,
        weights: FileReference, provenance: Provenance, createdBy: String
    ) {
        precondition(damages.map { $0.count == sites.count } ?? true, "a damage for each of \(sites.count) sites")
        let records = sites.enumerated().map { index, site in
            guard let candidate = selection[site.name] else { preconditionFailure("no candidate for \(site.name)") }
            return SiteRecord(site, candidate: candidate, damage: damages?[index])
        }
        self.init(
            createdBy: createdBy, provenance: provenance, teacher: teacher, input: input,
            keyframeInterval: limit.keyframeInterval, budget: BudgetRecord(limit),
            use: Use(
                deltaFrameMACs: records.reduce(0) { $0 + $1.macs },
                teacherMACs: records.reduce(0) { $0 + $1.teacherMACs }, keyframeInterval: limit.keyframeInterval),
            weights: weights, sites: records)
    }
}
