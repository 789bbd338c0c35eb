/// What can be said of a space and a budget before any work: all that `profile` prints.
public struct SpaceProfile: Hashable, Sendable {
    public let limit: BudgetLimit
    /// MACs of the cheapest and of the most expensive delta frame.
    public let minimumMACs: Int
    public let maximumMACs: Int
    public let teacherMACs: Int
    public let architectureCount: Double
    /// The cheapest selection's most expensive sites, the dearest first: where cheaper candidates would help.
    public let dearestSites: [SiteMinimum]

    /// A site and the least that it costs.
    public struct SiteMinimum: Hashable, Sendable {
        public var site: String
        public var candidate: Candidate
        public var macs: Int
    }

    public var isFeasible: Bool { limit.allows(deltaFrameMACs: minimumMACs) }

    /// The minimum in the budget's scope, in MACs a frame.
    public var minimumInScope: Int { limit.macsInScope(deltaFrame: minimumMACs) }

    /// The maximum in the budget's scope, in MACs a frame.
    public var maximumInScope: Int { limit.macsInScope(deltaFrame: maximumMACs) }

    /// What the key frames alone come to, `⌈teacher / T⌉` MACs a frame: no amortised budget below it can be kept.
    public var keyframeFloor: Int {
        BudgetLimit.amortisedMACs(deltaFrame: 0, teacher: teacherMACs, keyframeInterval: limit.keyframeInterval)
    }

    /// The shortest key-frame interval at which the budget can be kept, nil where none would do or none is needed.
    ///
    /// `teacher + (T − 1) · minimum ≤ T · budget` from `T = ⌈(teacher − minimum) / (budget − minimum)⌉` on.
    public var feasibleInterval: Int? {
        guard limit.scope == .amortised, !isFeasible, limit.macs > minimumMACs else { return nil }
        let (excess, room) = (teacherMACs - minimumMACs, limit.macs - minimumMACs)
        let interval = excess / room + (excess % room > 0 ? 1 : 0)
        return interval <= SpaceFile.keyframeIntervals.upperBound ? interval : nil
    }

    /// - Throws: ``InfeasibleBudget`` where not even the cheapest selection keeps the budget.
    public func requireFeasible() throws(InfeasibleBudget) {
        guard !isFeasible else { return }
        throw InfeasibleBudget(profile: self)
    }
}

extension SearchSpace {
    /// The space under a budget.
    public func profile(_ limit: BudgetLimit) -> SpaceProfile {
        let minima = choices.map {
            SpaceProfile.SiteMinimum(site: $0.site.name, candidate: $0.cheapest, macs: $0.macs[0])
        }
        // Sorting by falling cost, equals in the teacher's order.
        let dearest = minima.enumerated().filter { $0.element.macs > 0 }
            .sorted { ($1.element.macs, $0.offset) < ($0.element.macs, $1.offset) }
        return SpaceProfile(
            limit: limit, minimumMACs: minimumMACs, maximumMACs: maximumMACs, teacherMACs: teacherMACs,
            architectureCount: architectureCount, dearestSites: dearest.prefix(5).map(\.element))
    }
}

/// A budget that no selection of the space keeps: the profile says by how much and what would help.
///
/// What would help is a budget of `profile.minimumInScope`, a key-frame interval of `profile.feasibleInterval`, or
/// cheaper candidates at `profile.dearestSites`.
public struct InfeasibleBudget: Error, Hashable, Sendable {
    public let profile: SpaceProfile

    public init(profile: SpaceProfile) { self.profile = profile }
}
