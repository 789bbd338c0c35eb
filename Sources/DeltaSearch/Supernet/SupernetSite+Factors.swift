import Compute
import Networks
import StudentSpace

/// Factors by name: `SITE/FORM/ROLE`, the form being the candidate, or `lowrank` for all ranks of it together.
extension SupernetSite {
    /// Names and initial values of a site's factors, from its closed-form students.
    static func initialFactors(_ fitted: FittedSite) -> [(name: String, value: Parameters.Value)] {
        var result: [(name: String, value: Parameters.Value)] = []
        for (candidate, student) in zip(fitted.candidates, fitted.students) {
            for factor in student?.factors ?? [] {
                result.append((factorName(fitted.site, "\(candidate)", factor.role), factor.value))
            }
        }
        for factor in fitted.nested?.factors ?? [] {
            result.append((factorName(fitted.site, "lowrank", factor.role), factor.value))
        }
        return result
    }

    /// Names and shapes of the factors that a site's candidates need.
    static func factorShapes(_ site: Site, _ candidates: [Candidate]) -> [(name: String, shape: [Int])] {
        let shape = KernelShape(site)
        let (outputs, inputs) = (shape.outputs, shape.inputs)
        var result: [(name: String, shape: [Int])] = []
        func add(_ form: String, _ shapes: [(role: String, shape: [Int])]) {
            result += shapes.map { (factorName(site, form, $0.role), $0.shape) }
        }
        for candidate in candidates {
            let form = "\(candidate)"
            switch candidate {
            case .teacher: add(form, [("weight", shape.axes)])
            case .zero, .lowRank: break
            case .separable(let rank):
                add(
                    form,
                    [
                        ("reduce.weight", [rank, inputs, shape.height, 1]),
                        ("weight", [outputs, rank, 1, shape.width]),
                    ])
            case .pointwise: add(form, [("weight", [outputs, inputs, 1, 1])])
            case .depthwise: add(form, [("weight", [outputs, 1, shape.height, shape.width])])
            case .depthwisePointwise:
                add(
                    form,
                    [
                        ("depthwise.weight", [inputs, 1, shape.height, shape.width]),
                        ("weight", [outputs, inputs, 1, 1]),
                    ])
            }
        }
        if let rank = lowRanks(candidates).last {
            add(
                "lowrank",
                [("reduce.weight", [rank, inputs, shape.height, shape.width]), ("weight", [outputs, rank, 1, 1])])
        }
        return result
    }

    static func makeForms(
        _ site: Site, _ candidates: [Candidate], _ shape: KernelShape, _ factors: ParameterStore
    ) -> [any KernelForm] {
        func factor(_ form: String, _ role: String) -> KernelFactor {
            KernelFactor(factorName(site, form, role), factors)
        }
        let scratch = makeScratch(candidates, shape)
        var forms: [any KernelForm] = []
        for candidate in candidates {
            let form = "\(candidate)"
            switch candidate {
            case .teacher: forms.append(DenseForm(shape: shape, weight: factor(form, "weight")))
            case .zero: forms.append(ZeroForm(shape: shape))
            case .lowRank: break
            case .separable: break
            case .pointwise: forms.append(PointwiseForm(shape: shape, weight: factor(form, "weight")))
            case .depthwise: forms.append(DepthwiseForm(shape: shape, weight: factor(form, "weight")))
            case .depthwisePointwise:
                forms.append(
                    DepthwisePointwiseForm(
                        shape: shape, depthwise: factor(form, "depthwise.weight"),
                        pointwise: factor(form, "weight")))
            }
        }
        let separable = candidates.filter { if case .separable = $0 { true } else { false } }
        if !separable.isEmpty {
            forms.append(
                SeparableForm(
                    shape: shape, ranks: separable.compactMap(\.rank),
                    reduce: separable.map { factor("\($0)", "reduce.weight") },
                    expand: separable.map { factor("\($0)", "weight") }, scratch: scratch))
        }
        let ranks = lowRanks(candidates)
        if !ranks.isEmpty {
            forms.append(
                NestedLowRankForm(
                    shape: shape, ranks: ranks, reduce: factor("lowrank", "reduce.weight"),
                    expand: factor("lowrank", "weight"), scratch: scratch))
        }
        return forms
    }

    private static func makeScratch(_ candidates: [Candidate], _ shape: KernelShape) -> KernelScratch {
        KernelScratch(
            shape, lowRank: lowRanks(candidates).last ?? 0,
            separable: candidates.compactMap { if case .separable(let rank) = $0 { rank } else { nil } })
    }

    /// Ascending.
    private static func lowRanks(_ candidates: [Candidate]) -> [Int] {
        candidates.compactMap { if case .lowRank(let rank) = $0 { rank } else { nil } }.sorted()
    }

    private static func factorName(_ site: Site, _ form: String, _ role: String) -> String {
        "\(site.name)/\(form)/\(role)"
    }
}
