public import Compute
import Networks
public import StudentSpace

extension SpaceFitter {
    /// Students from the weights alone, as the reference recipe starts: truncated decompositions of every kernel
    /// (``WeightSVD``), and of the kinds that are none the nearest kernel, `min ‖W − V‖²`.
    ///
    /// Their damages are by the statistics all the same (``SiteMetric``), so that they compare with closed-form students'.
    ///
    /// - Parameters:
    ///   - candidates: the candidates of each site, in the order of the statistics.
    ///   - progress: as of ``fit(_:candidates:teacher:pool:settings:progress:)``.
    public static func fitWeights(
        _ statistics: [SiteStatistics], candidates: [[Candidate]], teacher: TeacherModel, pool: WorkerPool,
        settings: FitSettings = FitSettings(), progress: @escaping @Sendable (Int) throws -> Void = { _ in }
    ) throws -> [FittedSite] {
        try eachSite(statistics, candidates, pool, progress) { statistics, candidates, pool, check in
            let weight = teacher.parameters.value(statistics.site.name + ".weight")
            let metrics = try statistics.mapMoments(kernel: weight.values) { moments throws(LinearAlgebraError) in
                try SiteMetric(moments, settings: settings, pool: pool)
            }
            var fits = metrics.map { WeightFit(kernel: $0.kernel, geometry: $0.geometry) }
            var damages: [Double] = []
            var students: [ClosedFormStudent?] = []
            for candidate in candidates {
                try check()
                guard candidate != .teacher else {
                    damages.append(0)
                    students.append(.teacher(weight))
                    continue
                }
                let groups = try fits.indices.map { try fits[$0].student(candidate.studentKind) }
                damages.append(
                    zip(metrics, groups).reduce(0) { $0 + $1.0.damage(of: $1.1.kernel($1.0.geometry)) })
                let student = ClosedFormStudent(groups: groups)
                if case .lowRank = candidate { students.append(nil) } else { students.append(student) }
            }
            let ranks = candidates.compactMap { if case .lowRank(let rank) = $0 { rank } else { nil } }
            return FittedSite(
                site: statistics.site, candidates: candidates, damages: damages, students: students,
                nested: try ranks.max().map { try fits[0].student(.lowRank($0)) })
        }
    }
}

/// One site's students from its kernel.
private struct WeightFit {
    let kernel: Matrix
    let geometry: KernelGeometry
    private var others: SiteFitter?

    init(kernel: Matrix, geometry: KernelGeometry) {
        self.kernel = kernel
        self.geometry = geometry
    }

    mutating func student(_ kind: StudentKind) throws(LinearAlgebraError) -> ClosedFormStudent {
        switch kind {
        case .lowRank, .separable: return try WeightSVD.fit(kind, kernel: kernel, geometry: geometry)
        case .pointwise, .depthwise, .depthwisePointwise, .zero, .teacher:
            if others == nil { others = try .ofWeights(kernel, geometry: geometry) }
            guard var fitter = others else { preconditionFailure("a fitter that was just made") }
            return try fitter.fit(kind)
        }
    }
}

extension ClosedFormStudent {
    /// The convolution as it stands.
    static func teacher(_ weight: Parameters.Value) -> ClosedFormStudent {
        ClosedFormStudent(
            kind: .teacher, factors: [.init("weight", shape: weight.shape, values: weight.values)], damage: 0)
    }
}
