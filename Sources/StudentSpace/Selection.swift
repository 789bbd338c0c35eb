/// One candidate a site, in the sites' order: an architecture of the delta network.
public struct Selection: Hashable, Sendable {
    /// What one site uses.
    public struct Choice: Hashable, Sendable {
        public var site: String
        public var candidate: Candidate

        public init(site: String, candidate: Candidate) {
            self.site = site
            self.candidate = candidate
        }
    }

    public let choices: [Choice]
    private let indexBySite: [String: Int]

    /// - Precondition: No site is named twice.
    public init(_ choices: [Choice]) {
        self.choices = choices
        indexBySite = Dictionary(uniqueKeysWithValues: choices.enumerated().map { ($1.site, $0) })
    }

    /// The same candidate wherever it fits, `teacher` elsewhere.
    public init(everywhere candidate: Candidate, sites: [Site]) {
        self.init(
            sites.map { Choice(site: $0.name, candidate: candidate.misfit(at: $0) == nil ? candidate : .teacher) })
    }

    /// The candidate of a site, nil where the selection does not name it.
    public subscript(site: String) -> Candidate? { indexBySite[site].map { choices[$0].candidate } }

    /// Multiply-accumulates of one delta frame: the sum over `sites` of what the selection names there.
    ///
    /// - Precondition: The selection names every one of the sites.
    public func macs(at sites: [Site]) -> Int {
        sites.reduce(0) { total, site in
            guard let candidate = self[site.name] else { preconditionFailure("no candidate for site \(site.name)") }
            return total + candidate.macs(at: site)
        }
    }

    public static func == (left: Selection, right: Selection) -> Bool { left.choices == right.choices }

    public func hash(into hasher: inout Hasher) { hasher.combine(choices) }
}
