import Compute
import Networks
public import StudentSpace

/// A site in the supernet: its candidates as trainable forms, and what the distillation term needs of the statistics.
public final class SupernetSite: @unchecked Sendable {
    public let site: Site
    public let candidates: [Candidate]
    public let macs: [Int]
    let shape: KernelShape
    let forms: [any KernelForm]
    /// Which form, and which of its candidates, stands for each candidate.
    private let places: [(form: Int, choice: Int)]
    private let teacherKernel: FloatBuffer
    private let distillation: KernelDistillation?

    init(_ fitted: FittedSite, teacherKernel: FloatBuffer, distillation: KernelDistillation?, factors: ParameterStore) {
        site = fitted.site
        candidates = fitted.candidates
        macs = fitted.macs
        shape = KernelShape(fitted.site)
        self.teacherKernel = teacherKernel
        self.distillation = distillation
        forms = Self.makeForms(fitted, shape, factors)
        places = fitted.candidates.map { [forms] candidate in
            for (form, made) in forms.enumerated() {
                if let choice = made.candidates.firstIndex(of: candidate) { return (form, choice) }
            }
            preconditionFailure("no form for \(candidate) at \(fitted.site.name)")
        }
    }

    var factors: [KernelFactor] { forms.flatMap(\.factors) }

    /// The factors that a candidate's training moves.
    func factors(of candidate: Int) -> [KernelFactor] { forms[places[candidate].form].factors }

    /// Writes a candidate's dense kernel.
    func embed(_ candidate: Int, into kernel: FloatBuffer) {
        forms[places[candidate].form].embed(places[candidate].choice, into: kernel.pointer)
    }

    /// From the kernel's gradient at `V = E_chosen`: `⟨D, E_k⟩` for every candidate k, and the gradients of the chosen
    /// one's factors, to which the distillation term of weight `alpha` is added.
    func project(_ d: FloatBuffer, kernel: FloatBuffer, chosen: Int, alpha: Float) -> [Float] {
        // What the distillation term says of the choice itself is known without the sample (`relativeDamages`).
        var inner = [Float](repeating: 0, count: candidates.count)
        for (index, form) in forms.enumerated() {
            let values = form.project(d.pointer, training: nil)
            for (candidate, place) in places.enumerated() where place.form == index {
                inner[candidate] = values[place.choice]
            }
        }
        if alpha > 0, let distillation {
            distillation.addGradient(kernel: kernel, teacher: teacherKernel, weight: alpha, to: d)
        }
        _ = forms[places[chosen].form].project(d.pointer, training: places[chosen].choice)
        return inner
    }

    /// `‖Δz − Δẑ‖² / ‖Δz‖²` expected of each candidate on teacher-fed deltas, from the statistics.
    func relativeDamages() -> [Double] {
        let kernel = FloatBuffer(count: shape.count)
        return candidates.indices.map { candidate in
            embed(candidate, into: kernel)
            return distillation?.value(kernel: kernel, teacher: teacherKernel) ?? 0
        }
    }

    /// A candidate's parameters as the student network reads them.
    func students(_ candidate: Int) -> [(name: String, value: Parameters.Value)] {
        forms[places[candidate].form].students(places[candidate].choice).map {
            ("\(site.name).\($0.role)", Parameters.Value(shape: $0.shape, values: $0.values))
        }
    }
}

extension SupernetSite {
    /// Names and initial values of a site's factors, from its closed-form students.
    static func initialFactors(_ fitted: FittedSite) -> [(name: String, value: Parameters.Value)] {
        var result: [(name: String, value: Parameters.Value)] = []
        for (candidate, student) in zip(fitted.candidates, fitted.students) {
            if case .lowRank = candidate { continue }
            for factor in student.factors {
                result.append((factorName(fitted.site, "\(candidate)", factor.role), factor.value))
            }
        }
        for factor in fitted.nested?.factors ?? [] {
            result.append((factorName(fitted.site, "lowrank", factor.role), factor.value))
        }
        return result
    }

    private static func factorName(_ site: Site, _ form: String, _ role: String) -> String {
        "\(site.name)/\(form)/\(role)"
    }

    private static func makeForms(
        _ fitted: FittedSite, _ shape: KernelShape, _ factors: ParameterStore
    ) -> [any KernelForm] {
        func factor(_ form: String, _ role: String) -> KernelFactor {
            KernelFactor(factorName(fitted.site, form, role), factors)
        }
        var forms: [any KernelForm] = []
        var ranks: [Int] = []
        for candidate in fitted.candidates {
            let form = "\(candidate)"
            switch candidate {
            case .teacher: forms.append(DenseForm(shape: shape, weight: factor(form, "weight")))
            case .zero: forms.append(ZeroForm(shape: shape))
            case .lowRank(let rank): ranks.append(rank)
            case .separable(let rank):
                forms.append(
                    SeparableForm(
                        shape: shape, rank: rank, reduce: factor(form, "reduce.weight"),
                        expand: factor(form, "weight")))
            case .pointwise: forms.append(PointwiseForm(shape: shape, weight: factor(form, "weight")))
            case .depthwise: forms.append(DepthwiseForm(shape: shape, weight: factor(form, "weight")))
            case .depthwisePointwise:
                forms.append(
                    DepthwisePointwiseForm(
                        shape: shape, depthwise: factor(form, "depthwise.weight"),
                        pointwise: factor(form, "weight")))
            }
        }
        if !ranks.isEmpty {
            forms.append(
                NestedLowRankForm(
                    shape: shape, ranks: ranks.sorted(), reduce: factor("lowrank", "reduce.weight"),
                    expand: factor("lowrank", "weight")))
        }
        return forms
    }
}
