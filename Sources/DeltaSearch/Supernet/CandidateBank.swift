public import Compute
public import Networks
public import StudentSpace

/// The weights of every candidate at every site: what a student of any choice is cut from.
public final class CandidateBank: @unchecked Sendable {
    public let sites: [SupernetSite]
    /// All factors, by name.
    public let factors: ParameterStore

    /// The closed-form students.
    public convenience init(_ fitted: [FittedSite]) {
        var initial = Parameters()
        for site in fitted {
            for (name, value) in SupernetSite.initialFactors(site) { initial[name] = value }
        }
        self.init(fitted.map { ($0.site, $0.candidates) }, factors: initial)
    }

    /// A bank that was saved: the space's candidates, and the factors of ``factors``.
    ///
    /// - Precondition: `factors` has every factor that these candidates need, in its shape.
    public init(_ choices: [(site: Site, candidates: [Candidate])], factors: Parameters) {
        let store = ParameterStore(factors)
        self.factors = store
        sites = choices.map { SupernetSite($0.site, candidates: $0.candidates, factors: store) }
    }

    /// Names of the factors that these candidates need and that are not there, or have another shape.
    public static func missingFactors(
        _ choices: [(site: Site, candidates: [Candidate])], in factors: Parameters
    ) -> [String] {
        choices.flatMap { SupernetSite.factorShapes($0.site, $0.candidates) }
            .filter { factors[$0.name]?.shape != $0.shape }.map(\.name)
    }

    /// The student of one candidate per site.
    public func student(_ choices: [Int]) -> Student {
        precondition(choices.count == sites.count, "\(choices.count) choices for \(sites.count) sites")
        var weights = Parameters()
        for (site, choice) in zip(sites, choices) {
            for (name, value) in site.students(choice) { weights[name] = value }
        }
        return Student(
            selection: Selection(
                zip(sites, choices).map { .init(site: $0.site.name, candidate: $0.candidates[$1]) }),
            weights: weights)
    }

    /// The network in which every site mixes its candidates: `V = Σ_k p_k E_k`, a dense kernel each.
    ///
    /// - Parameter probabilities: p of every site's candidates.
    /// - Returns: as a student of full convolutions.
    public func mixture(_ probabilities: [[Double]]) -> Student {
        precondition(probabilities.count == sites.count, "\(probabilities.count) sites' for \(sites.count) sites")
        var weights = Parameters()
        for (site, probabilities) in zip(sites, probabilities) {
            var sum = [Float](repeating: 0, count: site.shape.count)
            for (candidate, probability) in probabilities.enumerated() where probability > 0 {
                site.kernel(candidate).withUnsafeBufferPointer { kernel in
                    for i in sum.indices { sum[i] += Float(probability) * kernel[i] }
                }
            }
            weights[site.site.name + ".weight"] = Parameters.Value(shape: site.shape.axes, values: sum)
        }
        return Student(
            selection: Selection(sites.map { .init(site: $0.site.name, candidate: .teacher) }), weights: weights)
    }
}
