/// What a search decides: for every site by itself, or for several sites at once which candidate they take.
///
/// Sites that share a decision (a labelled choice) take the same template of the space file, `zero` or `lowrank:C/4`.
/// What it comes to may stand at another place in each site's list of candidates, which is in order of cost there: an
/// option says the candidate at every site of its decision.
public struct Decisions: Hashable, Sendable {
    /// One thing to decide.
    public struct Decision: Hashable, Sendable {
        /// The label that the sites share; nil for a site by itself.
        public let label: String?
        /// The sites' indices, ascending.
        public let sites: [Int]
        /// For every option the index of the candidate that each of ``sites`` takes, in their order.
        public let options: [[Int]]

        public init(label: String?, sites: [Int], options: [[Int]]) {
            self.label = label
            self.sites = sites
            self.options = options
        }
    }

    /// In the order of their first sites.
    public let all: [Decision]
    public let siteCount: Int

    /// Every site decides by itself, its options being its candidates.
    public init(candidateCounts: [Int]) { self.init(candidateCounts: candidateCounts, shared: []) }

    /// Some sites decide together, every other one by itself.
    ///
    /// - Parameters:
    ///   - candidateCounts: of every site.
    ///   - shared: What is decided for several sites at once.
    /// - Precondition: No site is in two of them, and an option is one candidate a site, each candidate in one option.
    public init(candidateCounts: [Int], shared: [Decision]) {
        var decisionOfSite: [Int?] = candidateCounts.map { _ in nil }
        for (index, decision) in shared.enumerated() {
            precondition(!decision.sites.isEmpty, "a decision for no site")
            for (place, site) in decision.sites.enumerated() {
                precondition(decisionOfSite[site] == nil, "two decisions for site \(site)")
                precondition(
                    decision.options.map { $0[place] }.sorted() == Array(0..<candidateCounts[site]),
                    "options that are not the candidates of site \(site)")
                decisionOfSite[site] = index
            }
        }
        siteCount = candidateCounts.count
        all = candidateCounts.enumerated().compactMap { site, count in
            guard let index = decisionOfSite[site] else {
                return Decision(label: nil, sites: [site], options: (0..<count).map { [$0] })
            }
            return shared[index].sites[0] == site ? shared[index] : nil
        }
    }

    public var count: Int { all.count }

    /// Whether a decision is for more than one site.
    public var areShared: Bool { all.contains { $0.sites.count > 1 } }

    /// The candidate of every site where every decision takes the option with the given index.
    ///
    /// - Precondition: One option a decision.
    public func candidates(of options: [Int]) -> [Int] {
        precondition(options.count == all.count, "\(options.count) options for \(all.count) decisions")
        var candidates = [Int](repeating: 0, count: siteCount)
        for (decision, option) in zip(all, options) {
            for (site, candidate) in zip(decision.sites, decision.options[option]) { candidates[site] = candidate }
        }
        return candidates
    }

    /// The options that make up candidates of all sites; nil where sites that decide together differ.
    public func options(of candidates: [Int]) -> [Int]? {
        guard candidates.count == siteCount else { return nil }
        var options: [Int] = []
        for decision in all {
            let wanted = decision.sites.map { candidates[$0] }
            guard let option = decision.options.firstIndex(of: wanted) else { return nil }
            options.append(option)
        }
        return options
    }
}

/// Numbers of candidates and of options.
extension Decisions {
    /// Of every option, the sum over its sites of a number that each candidate has: MACs, nanoseconds, damages.
    ///
    /// - Parameter values: One number a candidate, site by site.
    public func sums<Number: AdditiveArithmetic>(_ values: [[Number]]) -> [[Number]] {
        precondition(values.count == siteCount, "\(values.count) sites' numbers for \(siteCount) sites")
        return all.map { decision in
            // A site's own numbers stay the bits they are.
            if decision.sites.count == 1 { return decision.options.map { values[decision.sites[0]][$0[0]] } }
            return decision.options.map { option in
                zip(decision.sites, option).reduce(.zero) { $0 + values[$1.0][$1.1] }
            }
        }
    }

    /// Of every candidate, the number of the option that it belongs to.
    ///
    /// - Parameter values: One number an option, decision by decision.
    public func ofCandidates(_ values: [[Double]]) -> [[Double]] { distributed(values) { value, _ in value } }

    /// Of every candidate, an equal share of its option's number: ``sums(_:)`` gives the numbers back, to rounding.
    public func shares(_ values: [[Double]]) -> [[Double]] { distributed(values) { $0 / Double($1) } }

    private func distributed(_ values: [[Double]], _ part: (_ value: Double, _ sites: Int) -> Double) -> [[Double]] {
        precondition(values.count == all.count, "\(values.count) decisions' numbers for \(all.count) decisions")
        var result = [[Double]](repeating: [], count: siteCount)
        for (decision, values) in zip(all, values) {
            for (place, site) in decision.sites.enumerated() {
                var numbers = [Double](repeating: 0, count: values.count)
                for (option, value) in zip(decision.options, values) {
                    numbers[option[place]] = part(value, decision.sites.count)
                }
                result[site] = numbers
            }
        }
        return result
    }
}
