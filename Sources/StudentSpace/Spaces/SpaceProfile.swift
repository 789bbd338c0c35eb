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
    /// Nanoseconds of the fastest and of the slowest delta frame; nil without a latency table.
    public let minimumNanoseconds: Int?
    public let maximumNanoseconds: Int?
    /// Nanoseconds of the fastest delta frame that keeps the budget of compute; nil where either budget is missing or
    /// cannot be kept by itself.
    public let minimumNanosecondsWithinCompute: Int?
    /// The fastest selection's slowest sites, the slowest first; empty without a latency table.
    public let slowestSites: [SiteMinimum]

    /// A site and the least that it costs, in MACs or nanoseconds.
    public struct SiteMinimum: Hashable, Sendable {
        public var site: String
        public var candidate: Candidate
        public var cost: Int
    }

    public var isFeasible: Bool { conflict == nil }

    /// Why no selection keeps the budgets; nil where one does.
    public var conflict: Conflict? {
        let compute = limit.allows(deltaFrameMACs: minimumMACs)
        guard let time = limit.time, let minimum = minimumNanoseconds else { return compute ? nil : .compute }
        guard compute, minimum <= time.deltaFrame else {
            return compute ? .time : minimum <= time.deltaFrame ? .compute : .both
        }
        return minimumNanosecondsWithinCompute.map { $0 <= time.deltaFrame } ?? true ? nil : .together
    }

    /// Which of the budgets cannot be kept.
    public enum Conflict: Hashable, Sendable {
        case compute
        case time
        /// Neither, not even by itself.
        case both
        /// Each by itself, but not both at once.
        case together
    }

    /// A cost of a delta frame in the budget's scope, in nanoseconds a frame.
    public func nanosecondsInScope(deltaFrame: Int) -> Int {
        limit.inScope(deltaFrame: deltaFrame, teacher: limit.time?.teacher ?? 0)
    }

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
        guard limit.scope == .amortised, !limit.allows(deltaFrameMACs: minimumMACs), let budget = limit.compute?.frame,
            budget > minimumMACs
        else { return nil }
        let (excess, room) = (teacherMACs - minimumMACs, budget - minimumMACs)
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
    ///
    /// - Precondition: A budget of time is of a timed space.
    public func profile(_ limit: BudgetLimit) -> SpaceProfile {
        precondition(limit.time == nil || latency != nil, "a budget of time over a space without times")
        return SpaceProfile(
            limit: limit, minimumMACs: minimumMACs, maximumMACs: maximumMACs, teacherMACs: teacherMACs,
            architectureCount: architectureCount, dearestSites: dearest { $0.macs },
            minimumNanoseconds: minimumNanoseconds, maximumNanoseconds: maximumNanoseconds,
            minimumNanosecondsWithinCompute: minimumNanoseconds(within: limit),
            slowestSites: latency == nil ? [] : dearest { $0.nanoseconds ?? [] })
    }

    /// The five sites that cost most where every decision takes its cheapest option.
    private func dearest(_ costs: (Choices) -> [Int]) -> [SpaceProfile.SiteMinimum] {
        let ofCandidates = choices.map(costs)
        let cheapest = decisions.sums(ofCandidates).map { options in options.firstIndex(of: options.min() ?? 0) ?? 0 }
        let minima = decisions.candidates(of: cheapest).enumerated().map { site, index in
            SpaceProfile.SiteMinimum(
                site: choices[site].site.name, candidate: choices[site].candidates[index],
                cost: ofCandidates[site][index])
        }
        // Sorting by falling cost, equals in the teacher's order.
        return minima.enumerated().filter { $0.element.cost > 0 }
            .sorted { ($1.element.cost, $0.offset) < ($0.element.cost, $1.offset) }
            .prefix(5).map(\.element)
    }

    /// The least time within the budget of compute where there are both budgets and each can be kept.
    private func minimumNanoseconds(within limit: BudgetLimit) -> Int? { fastest(within: limit).flatMap(nanoseconds) }

    /// The fastest choice within the budget of compute where there are both budgets and each can be kept: a knapsack
    /// whose damage is time.
    func fastest(within limit: BudgetLimit) -> [Int]? {
        guard let time = limit.time, let compute = limit.compute, let minimum = minimumNanoseconds,
            minimum <= time.deltaFrame, minimumMACs <= compute.deltaFrame,
            let problem = try? knapsack(damages: choices.map { ($0.nanoseconds ?? []).map(Double.init) }),
            let solution = try? KnapsackSolver(problem).solve(limit: compute.deltaFrame)
        else { return nil }
        return decisions.candidates(of: solution.choices)
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
