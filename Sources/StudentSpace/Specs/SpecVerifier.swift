public import Networks

/// Counts a student spec again, from the emitted file, and lists all that does not hold.
///
/// Formulas and geometry are the verifier's own: neither the candidates' costs nor the graph's counting are used, so
/// that a mistake in them is found here.
public struct SpecVerifier: Sendable {
    /// A convolution of the teacher.
    public struct Convolution: Hashable, Sendable {
        public var name: String
        public var geometry: ConvolutionGeometry

        public init(name: String, geometry: ConvolutionGeometry) {
            self.name = name
            self.geometry = geometry
        }
    }

    /// The teacher's convolutions, in order.
    public let convolutions: [Convolution]

    public init(_ convolutions: [Convolution]) { self.convolutions = convolutions }

    /// A verifier against a teacher that has been built anew.
    ///
    /// - Throws: ``ShapeError`` or ``NetworkError`` where the network is not well-formed.
    public init(teacher network: Network) throws {
        let shapes = try network.inferShapes()
        convolutions = network.nodes.compactMap { node in
            guard case .convolution(let operation) = node.operation else { return nil }
            let input = shapes.inputs(of: node)[0]
            return Convolution(
                name: node.name,
                geometry: ConvolutionGeometry(
                    inputChannels: input.channels, outputChannels: operation.outputChannels, inputSize: input.size,
                    kernel: operation.kernel, stride: operation.stride, padding: operation.padding,
                    dilation: operation.dilation, groups: operation.groups))
        }
    }

    /// All that does not hold, in the order of the file; empty where the spec says the truth and keeps its budget.
    public func discrepancies(in spec: StudentSpec) -> [SpecDiscrepancy] {
        let entries = spec.sites.flatMap { entryDiscrepancies($0) }
        let sites = siteDiscrepancies(spec) + entries

        // Costs are those of the teacher that was built, not of the geometry that the file states.
        let statedByName = Dictionary(spec.sites.map { ($0.name, $0.candidate) }) { first, _ in first }
        let teacher = Recount.sum(convolutions.map { Recount.macs(of: .teacher, at: $0.geometry) })
        let delta = Recount.sum(
            convolutions.map { Recount.macs(of: statedByName[$0.name] ?? .teacher, at: $0.geometry) })
        let latency = spec.latency.map { latencyDiscrepancies($0, in: spec) } ?? []
        guard let teacher, let delta else { return sites + [.uncountableTotal] + latency }
        return sites + useDiscrepancies(spec, teacher: teacher, delta: delta)
            + budgetDiscrepancies(spec, teacher: teacher, delta: delta) + latency
    }

    /// Which sites there are, and in which order.
    private func siteDiscrepancies(_ spec: StudentSpec) -> [SpecDiscrepancy] {
        let stated = spec.sites.map(\.name)
        let actual = convolutions.map(\.name)
        let missing = actual.filter { !stated.contains($0) }.map(SpecDiscrepancy.missingSite)
        let unexpected = stated.filter { !actual.contains($0) }.map(SpecDiscrepancy.unexpectedSite)
        guard missing.isEmpty, unexpected.isEmpty else { return missing + unexpected }
        return zip(stated, actual).enumerated().compactMap { position, names in
            guard names.0 != names.1, let expected = actual.firstIndex(of: names.0) else { return nil }
            return .siteOutOfOrder(names.0, position: position, expected: expected)
        }
    }

    /// What one entry says of itself.
    private func entryDiscrepancies(_ entry: SiteRecord) -> [SpecDiscrepancy] {
        guard let convolution = convolutions.first(where: { $0.name == entry.name }) else { return [] }
        let (site, geometry) = (entry.name, convolution.geometry)
        guard entry.geometry == geometry else {
            return [.geometryDiffers(site: site, stated: entry.geometry, actual: geometry)]
        }
        guard Recount.isPossible(entry.candidate, at: geometry) else {
            return [.impossibleCandidate(site: site, entry.candidate)]
        }
        guard let macs = Recount.macs(of: entry.candidate, at: geometry),
            let teacher = Recount.macs(of: .teacher, at: geometry)
        else { return [.uncountable(site: site)] }
        var found: [SpecDiscrepancy] = []
        if entry.macs != macs { found.append(.siteMACs(site: site, stated: entry.macs, recounted: macs)) }
        if entry.teacherMACs != teacher {
            found.append(.siteTeacherMACs(site: site, stated: entry.teacherMACs, recounted: teacher))
        }
        return found
    }

    private func useDiscrepancies(_ spec: StudentSpec, teacher: Int, delta: Int) -> [SpecDiscrepancy] {
        var found: [SpecDiscrepancy] = []
        let use = spec.use
        if use.deltaFrameMACs != delta {
            found.append(.deltaFrameMACs(stated: use.deltaFrameMACs, recounted: delta))
        }
        if use.teacherMACs != teacher { found.append(.teacherMACs(stated: use.teacherMACs, recounted: teacher)) }
        if let mean = Self.mean(delta: delta, teacher: teacher, interval: spec.keyframeInterval) {
            if use.amortisedMACs != mean {
                found.append(.amortisedMACs(stated: use.amortisedMACs, recounted: mean))
            }
        } else {
            found.append(.uncountableTotal)
        }
        return found
    }

    private func budgetDiscrepancies(_ spec: StudentSpec, teacher: Int, delta: Int) -> [SpecDiscrepancy] {
        guard let record = spec.budget else { return spec.latency?.budget == nil ? [.noBudget] : [] }
        var found: [SpecDiscrepancy] = []
        var limit = record.limitMACs
        if let budget = try? Budget(parsing: record.requested), budget.resource == .compute {
            limit = budget.amount(teacher: teacher)
            if limit != record.limitMACs {
                found.append(
                    .budgetLimit(requested: record.requested, stated: record.limitMACs, recounted: limit))
            }
        } else {
            found.append(.unreadableBudget(record.requested))
        }
        let (used, deltaLimit) = Self.inScope(
            record.scope, delta: delta, limit: limit, teacher: teacher, interval: spec.keyframeInterval)
        if record.deltaFrameLimitMACs != deltaLimit {
            found.append(.deltaFrameLimit(stated: record.deltaFrameLimitMACs, recounted: deltaLimit))
        }
        if let used, used > limit { found.append(.overBudget(record.scope, used: used, limit: limit)) }
        return found
    }

    /// What a delta frame comes to in a scope, nil where it does not fit; and a delta frame's limit.
    static func inScope(
        _ scope: BudgetScope, delta: Int, limit: Int, teacher: Int, interval: Int
    ) -> (used: Int?, deltaLimit: Int) {
        switch scope {
        case .deltaFrame: return (delta, limit)
        case .amortised:
            // The largest d with teacher + (T − 1) · d ≤ T · limit, found without that product.
            let (deltaFrames, excess) = (interval - 1, limit - teacher)
            return (
                mean(delta: delta, teacher: teacher, interval: interval),
                limit + (excess >= 0 ? excess / deltaFrames : -((deltaFrames - 1 - excess) / deltaFrames))
            )
        }
    }

    /// `⌈(teacher + (T − 1) · delta) / T⌉`, nil where it does not fit.
    private static func mean(delta: Int, teacher: Int, interval: Int) -> Int? {
        let (product, overflows) = delta.multipliedReportingOverflow(by: interval - 1)
        let (total, overflowsToo) = product.addingReportingOverflow(teacher)
        guard !overflows, !overflowsToo else { return nil }
        return (total - 1) / interval + (total > 0 ? 1 : 0)
    }
}
