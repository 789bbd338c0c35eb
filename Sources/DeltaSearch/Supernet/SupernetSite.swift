import Compute
import Networks
public import StudentSpace

/// A site in the supernet: its candidates as trainable forms that share one dense kernel.
///
/// Belongs to one thread at a time.
public final class SupernetSite: @unchecked Sendable {
    public let site: Site
    public let candidates: [Candidate]
    public let macs: [Int]
    let shape: KernelShape
    private(set) var forms: [any KernelForm]
    /// Which form, and which of its candidates, stands for each candidate.
    private let places: [(form: Int, choice: Int)]

    /// - Parameter factors: holds what ``factorShapes(_:_:)`` names for this site.
    init(_ site: Site, candidates: [Candidate], factors: ParameterStore) {
        self.site = site
        self.candidates = candidates
        macs = candidates.map { $0.macs(at: site) }
        shape = KernelShape(site)
        forms = Self.makeForms(site, candidates, shape, factors)
        places = candidates.map { [forms] candidate in
            for (form, made) in forms.enumerated() {
                if let choice = made.candidates.firstIndex(of: candidate) { return (form, choice) }
            }
            preconditionFailure("no form for \(candidate) at \(site.name)")
        }
    }

    var factors: [KernelFactor] { forms.flatMap(\.factors) }

    /// The factors that a candidate's training moves.
    func factors(of candidate: Int) -> [KernelFactor] {
        forms[places[candidate].form].factors(of: places[candidate].choice)
    }

    /// Says where the kernel's gradient D will lie: it is that of a dense form as it stands.
    func expectGradient(in buffer: FloatBuffer) {
        for (index, form) in forms.enumerated() {
            guard let dense = form as? DenseForm else { continue }
            forms[index] = DenseForm(
                shape: shape, weight: KernelFactor(dense.weight.name, dense.weight.values, gradient: buffer))
        }
    }

    /// Writes a candidate's dense kernel.
    func embed(_ candidate: Int, into kernel: FloatBuffer) {
        forms[places[candidate].form].embed(places[candidate].choice, into: kernel.pointer)
    }

    /// `⟨D, E_k⟩` for every candidate k, from the kernel's gradient D.
    ///
    /// - Parameter chosen: the candidate whose factors get their gradients in the same pass; nil: none.
    func innerProducts(_ d: FloatBuffer, training chosen: Int? = nil) -> [Double] {
        var inner = [Double](repeating: 0, count: candidates.count)
        for (index, form) in forms.enumerated() {
            let trained = chosen.flatMap { places[$0].form == index ? places[$0].choice : nil }
            let values = form.project(d.pointer, training: trained, scoring: true)
            for (candidate, place) in places.enumerated() where place.form == index {
                inner[candidate] = values[place.choice]
            }
        }
        return inner
    }

    /// Leaves the gradients of a candidate's factors in them, from the kernel's gradient D at `V = E_chosen`.
    func differentiate(_ d: FloatBuffer, chosen: Int) {
        _ = forms[places[chosen].form].project(
            d.pointer, training: places[chosen].choice, scoring: false)
    }

    /// A number for every candidate: of its dense kernel or, low ranks, of all together.
    func values(ofRanks nested: (NestedLowRankForm) -> [Double], of dense: (FloatBuffer) -> Double) -> [Double] {
        let known = forms.map { ($0 as? NestedLowRankForm).map(nested) }
        return candidates.indices.map { candidate in
            let place = places[candidate]
            return known[place.form]?[place.choice] ?? dense(kernel(candidate))
        }
    }

    /// A candidate's dense kernel.
    func kernel(_ candidate: Int) -> FloatBuffer {
        let kernel = FloatBuffer(count: shape.count)
        embed(candidate, into: kernel)
        return kernel
    }

    /// A candidate's parameters as the student network reads them.
    func students(_ candidate: Int) -> [(name: String, value: Parameters.Value)] {
        forms[places[candidate].form].students(places[candidate].choice).map {
            ("\(site.name).\($0.role)", Parameters.Value(shape: $0.shape, values: $0.values))
        }
    }
}
