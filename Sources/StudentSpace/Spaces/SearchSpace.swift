/// What a search may choose from: the candidates of every site, and which sites decide together.
public struct SearchSpace: Hashable, Sendable {
    /// The candidates of one site.
    public struct Choices: Hashable, Sendable {
        public let site: Site
        /// At least one, in order of cost, equals in the candidates' own order.
        public let candidates: [Candidate]
        /// The candidates' costs a delta frame, in MACs.
        public let macs: [Int]
        /// The candidates' times a delta frame, in nanoseconds; nil before the space is timed.
        public internal(set) var nanoseconds: [Int]?
        /// What was asked for and is no candidate here.
        public let dropped: [Dropped]

        public init(site: Site, candidates: [Candidate], dropped: [Dropped] = []) {
            let priced = candidates.map { (macs: $0.macs(at: site), candidate: $0) }
                .sorted { ($0.macs, $0.candidate) < ($1.macs, $1.candidate) }
            self.site = site
            self.candidates = priced.map(\.candidate)
            macs = priced.map(\.macs)
            self.dropped = dropped
        }

        /// Whether there is nothing to choose.
        public var isFixed: Bool { candidates.count == 1 }

        public var cheapest: Candidate { candidates[0] }
    }

    /// A candidate that a space file names and a site does not take.
    public struct Dropped: Hashable, Sendable {
        public var candidate: Candidate
        public var template: CandidateTemplate
        public var misfit: Misfit

        public init(candidate: Candidate, template: CandidateTemplate, misfit: Misfit) {
            self.candidate = candidate
            self.template = template
            self.misfit = misfit
        }
    }

    /// In the teacher's order.
    public internal(set) var choices: [Choices]
    /// Where the candidates' times come from; nil before the space is timed.
    public internal(set) var latency: LatencyTable?
    /// What the space file names, each once, in its order: what `uniform` can put everywhere.
    public let templates: [CandidateTemplate]
    /// What there is to decide.
    public let decisions: Decisions

    /// - Parameter shared: What is decided for several sites at once.
    /// - Precondition: Every site has a candidate; `shared` as ``Decisions`` wants it.
    public init(_ choices: [Choices], templates: [CandidateTemplate] = [], shared: [Decisions.Decision] = []) {
        precondition(choices.allSatisfy { !$0.candidates.isEmpty }, "a site without candidates")
        self.choices = choices
        self.templates = templates
        decisions = Decisions(candidateCounts: choices.map(\.candidates.count), shared: shared)
    }

    public var sites: [Site] { choices.map(\.site) }

    /// MACs of the teacher on one frame.
    public var teacherMACs: Int { choices.reduce(0) { $0 + $1.site.teacherMACs } }

    /// MACs of the cheapest delta frame.
    public var minimumMACs: Int { optionMACs.reduce(0) { $0 + ($1.min() ?? 0) } }

    /// MACs of the most expensive delta frame.
    public var maximumMACs: Int { optionMACs.reduce(0) { $0 + ($1.max() ?? 0) } }

    /// MACs of every option of every decision.
    public var optionMACs: [[Int]] { decisions.sums(choices.map(\.macs)) }

    /// Nanoseconds of every option of every decision; nil before the space is timed.
    public var optionNanoseconds: [[Int]]? {
        latency == nil ? nil : decisions.sums(choices.map { $0.nanoseconds ?? [] })
    }

    /// What a delta frame of the candidates with the given indices costs.
    ///
    /// - Precondition: One index a site, each of one of its candidates.
    public func cost(_ indices: [Int]) -> FrameCost {
        precondition(indices.count == choices.count, "\(indices.count) choices for \(choices.count) sites")
        return FrameCost(
            macs: zip(choices, indices).reduce(0) { $0 + $1.0.macs[$1.1] }, nanoseconds: nanoseconds(indices))
    }

    /// Distinct selections, `Π |options|` over decisions, to the precision of a `Double`.
    public var architectureCount: Double { decisions.all.reduce(1) { $0 * Double($1.options.count) } }

    /// The selection that takes the candidate with the given index at every site.
    ///
    /// - Precondition: One index a site, each of one of its candidates.
    public func selection(_ indices: [Int]) -> Selection {
        precondition(indices.count == choices.count, "\(indices.count) choices for \(choices.count) sites")
        return Selection(zip(choices, indices).map { .init(site: $0.site.name, candidate: $0.candidates[$1]) })
    }

    /// The indices that make up a selection, nil where it is none of this space.
    public func indices(of selection: Selection) -> [Int]? {
        guard selection.choices.count == choices.count else { return nil }
        var indices: [Int] = []
        for choice in choices {
            guard let candidate = selection[choice.site.name], let index = choice.candidates.firstIndex(of: candidate)
            else { return nil }
            indices.append(index)
        }
        return decisions.options(of: indices) == nil ? nil : indices
    }
}
