public import Networks

extension StudentSpec {
    /// The spec of a selection: costs, use and budget counted from the sites.
    ///
    /// - Parameters:
    ///   - selection: One candidate a site.
    ///   - damages: The expected damage of each site's candidate, in the sites' order; nil where none was estimated.
    ///   - latency: the times of the sites' candidates; nil where nothing was measured.
    ///   - measured: a delta frame and the teacher, in nanoseconds; nil where they were not measured.
    /// - Precondition: The selection names every site; as many damages as sites; the table has every choice.
    public init(
        selection: Selection, sites: [Site], damages: [Double]?, limit: BudgetLimit,
        latency: LatencyTable? = nil, measured: (deltaFrame: Int, teacher: Int)? = nil, input: Size, teacher: Teacher,
        weights: FileReference, provenance: Provenance, createdBy: String
    ) {
        precondition(damages.map { $0.count == sites.count } ?? true, "a damage for each of \(sites.count) sites")
        let records = sites.enumerated().map { index, site in
            guard let candidate = selection[site.name] else { preconditionFailure("no candidate for \(site.name)") }
            return SiteRecord(
                site, candidate: candidate, damage: damages?[index],
                nanoseconds: latency.map { table in
                    guard let time = table.nanoseconds(site: site.name, candidate: candidate) else {
                        preconditionFailure("no time of \(candidate) at \(site.name)")
                    }
                    return time
                })
        }
        let times = latency.map { table in
            StudentSpec.LatencyRecord(
                device: table.device, threads: table.threads, input: table.input,
                teacherNanoseconds: table.teacherNanoseconds, restNanoseconds: table.restNanoseconds,
                predictedNanoseconds: records.reduce(table.restNanoseconds) { $0 + ($1.nanoseconds ?? 0) },
                measuredNanoseconds: measured?.deltaFrame, measuredTeacherNanoseconds: measured?.teacher,
                budget: StudentSpec.LatencyRecord.BudgetRecord(limit))
        }
        self.init(
            createdBy: createdBy, provenance: provenance, teacher: teacher, input: input,
            keyframeInterval: limit.keyframeInterval, budget: BudgetRecord(limit),
            use: Use(
                deltaFrameMACs: records.reduce(0) { $0 + $1.macs },
                teacherMACs: records.reduce(0) { $0 + $1.teacherMACs }, keyframeInterval: limit.keyframeInterval),
            latency: times, weights: weights, sites: records)
    }
}
