public import Compute

/// Fits students of every kind to one site: what several kinds share is computed once.
///
///     var fitter = try SiteFitter(moments)
///     let students = try kinds.map { try fitter.fit($0) }
///
/// All arithmetic is in double precision; factors are rounded to single at the end.
public struct SiteFitter: Sendable {
    public let metric: SiteMetric
    public let settings: FitSettings
    var lowRankBasis: LowRankBasis?
    var separableSpace: SeparableSpace?

    public var geometry: KernelGeometry { metric.geometry }

    /// - Parameter pool: as of ``SiteMetric/init(_:settings:pool:)``.
    /// - Throws: ``LinearAlgebraError`` where the moments are not finite.
    public init(
        _ moments: consuming SiteMoments, settings: FitSettings = FitSettings(), pool: WorkerPool? = nil
    ) throws(LinearAlgebraError) {
        metric = try SiteMetric(moments, settings: settings, pool: pool)
        self.settings = settings
    }

    /// The student of the given kind that does the least damage (for the alternating kinds: nearly), with balanced
    /// factors. The kind must be defined for the site's geometry.
    public mutating func fit(_ kind: StudentKind) throws(LinearAlgebraError) -> ClosedFormStudent {
        precondition(kind.isDefined(for: geometry), "\(kind) at a site of \(geometry)")
        switch kind {
        case .lowRank(let rank): return try fitLowRank(rank)
        case .separable(let rank): return try fitSeparable(rank)
        case .pointwise: return try fitPointwise()
        case .depthwise: return try fitDepthwise()
        case .depthwisePointwise: return try fitDepthwisePointwise()
        case .zero: return ClosedFormStudent(kind: .zero, factors: [], damage: zeroDamage)
        case .teacher:
            let shape = [geometry.outputChannels, geometry.inputChannels, geometry.height, geometry.width]
            let weight = ClosedFormStudent.Factor("weight", shape: shape, values: metric.kernel.floats)
            return ClosedFormStudent(kind: .teacher, factors: [weight], damage: 0)
        }
    }

    /// `positions · tr(G W A Wᵀ)`: the damage of V = 0.
    public var zeroDamage: Double { metric.scale * metric.fisher.dot(metric.outputMoment) }
}
