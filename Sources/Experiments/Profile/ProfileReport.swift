public import StudentSpace

/// What `deltanas profile` says of a space, with or without a budget.
public struct ProfileReport: Sendable {
    public let resolved: ResolvedSpace
    /// nil where no budget was given.
    public let profile: SpaceProfile?

    /// - Precondition: A budget of time is of a timed space.
    public init(_ resolved: ResolvedSpace, budgets: Budgets?, scope: BudgetScope) {
        self.resolved = resolved
        profile = budgets.map { resolved.space.profile(resolved.limit($0, scope: scope)) }
    }

    /// A cost of one delta frame, in both scopes, in MACs or nanoseconds.
    public struct Costs: Hashable, Sendable {
        public var deltaFrame: Int
        /// `⌈(teacher + (T − 1) · delta) / T⌉`.
        public var amortised: Int
    }

    public var teacher: Costs { costs(resolved.teacherMACs) }
    public var maximum: Costs { costs(resolved.space.maximumMACs) }
    public var minimum: Costs { costs(resolved.space.minimumMACs) }
    /// Key frames alone, nothing spent between them.
    public var keyframeFloor: Costs { costs(0) }

    /// Times of one frame, in both scopes, in nanoseconds; nil for a space without times.
    public struct Times: Hashable, Sendable {
        public var teacher: Costs
        public var maximum: Costs
        public var minimum: Costs
        /// Key frames alone, nothing between them.
        public var keyframeFloor: Costs
    }

    public var times: Times? {
        guard let table = resolved.space.latency, let maximum = resolved.space.maximumNanoseconds,
            let minimum = resolved.space.minimumNanoseconds
        else { return nil }
        func times(_ deltaFrame: Int) -> Costs {
            Costs(
                deltaFrame: deltaFrame,
                amortised: BudgetLimit.amortised(
                    deltaFrame: deltaFrame, teacher: table.teacherNanoseconds,
                    keyframeInterval: resolved.keyframeInterval))
        }
        return Times(
            teacher: times(table.teacherNanoseconds), maximum: times(maximum), minimum: times(minimum),
            keyframeFloor: times(0))
    }

    private func costs(_ deltaFrame: Int) -> Costs {
        Costs(
            deltaFrame: deltaFrame,
            amortised: BudgetLimit.amortisedMACs(
                deltaFrame: deltaFrame, teacher: resolved.teacherMACs, keyframeInterval: resolved.keyframeInterval))
    }

    /// - Throws: ``InfeasibleBudget``.
    public func requireFeasible() throws(InfeasibleBudget) { try profile?.requireFeasible() }

    /// One line of the table of candidates.
    public struct Entry: Hashable, Sendable {
        public var site: Site
        public var candidate: Candidate
        public var macs: Int
        /// In a space with times; nil for what is none at this site.
        public var nanoseconds: Int? = nil
        /// Why it is none at this site; nil for one that may be chosen.
        public var misfit: Misfit?
    }

    /// Every candidate that the space names, site by site: kept ones in order of cost, then what dropped out.
    public var entries: [Entry] {
        resolved.space.choices.flatMap { choice in
            choice.candidates.indices.map {
                Entry(
                    site: choice.site, candidate: choice.candidates[$0], macs: choice.macs[$0],
                    nanoseconds: choice.nanoseconds?[$0], misfit: nil)
            }
                + choice.dropped.map {
                    Entry(
                        site: choice.site, candidate: $0.candidate, macs: $0.candidate.macs(at: choice.site),
                        misfit: $0.misfit)
                }
        }
    }
}
