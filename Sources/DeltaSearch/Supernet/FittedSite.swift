public import Compute
import Networks
public import StudentSpace

/// A site's candidates with their closed-form students.
public struct FittedSite: Sendable {
    public let site: Site
    public let candidates: [Candidate]
    /// The expected damage of each candidate (``SiteMetric``).
    public let damages: [Double]
    /// One a candidate; nil for low ranks, which ``nested`` holds.
    public let students: [ClosedFormStudent?]
    /// All low ranks in one factorisation, ordered by importance; nil where no candidate is of low rank.
    public let nested: ClosedFormStudent?

    public var macs: [Int] { candidates.map { $0.macs(at: site) } }
}

/// Closed-form students for every candidate of a space.
public enum SpaceFitter {
    /// Fits every site, sites side by side.
    ///
    /// - Parameters:
    ///   - candidates: the candidates of each site, in the order of the statistics.
    ///   - progress: called with the number of sites done, before every candidate and after every site; from any
    ///     worker; what it throws ends the fit.
    public static func fit(
        _ statistics: [SiteStatistics], candidates: [[Candidate]], teacher: TeacherModel, pool: WorkerPool,
        settings: FitSettings = FitSettings(), progress: @escaping @Sendable (Int) throws -> Void = { _ in }
    ) throws -> [FittedSite] {
        try eachSite(statistics, candidates, pool, progress) { statistics, candidates, pool, check in
            try fit(statistics, candidates, teacher, settings, pool, check: check)
        }
    }

    /// From this many elements of a patch on, a site has all workers to itself: its moments alone take a gigabyte, and
    /// one worker would be at it long after the others are done.
    static let largePatch = 10_000

    /// Makes something of every site and its candidates: large sites one after the other, each by all workers, then the
    /// others side by side.
    static func eachSite(
        _ statistics: [SiteStatistics], _ candidates: [[Candidate]], _ pool: WorkerPool,
        _ progress: @escaping @Sendable (Int) throws -> Void,
        _ fit: @Sendable (SiteStatistics, [Candidate], WorkerPool?, _ check: () throws -> Void) throws -> FittedSite
    ) throws -> [FittedSite] {
        precondition(statistics.count == candidates.count, "candidates for each site")
        BLASThreads.set(1)
        let slots = Slots<FittedSite>(count: statistics.count)
        // The largest kernels first, so that none is left to one worker at the end.
        let order = statistics.indices.sorted { (statistics[$0].patchSize, $1) > (statistics[$1].patchSize, $0) }
        @Sendable func make(_ index: Int, _ pool: WorkerPool?) throws {
            let fitted = try fit(statistics[index], candidates[index], pool) { try progress(slots.filled) }
            try progress(slots.set(index, fitted))
        }
        let large = order.prefix { statistics[$0].patchSize >= largePatch }
        for index in large {
            try make(index, pool)
            HeapMemory.trim()
        }
        let others = Array(order.dropFirst(large.count))
        try pool.run(others.count) { try make(others[$0], nil) }
        HeapMemory.trim()
        return slots.values
    }

    private static func fit(
        _ statistics: SiteStatistics, _ candidates: [Candidate], _ teacher: TeacherModel, _ settings: FitSettings,
        _ pool: WorkerPool?, check: () throws -> Void
    ) throws -> FittedSite {
        let weight = teacher.parameters.value(statistics.site.name + ".weight")
        var fitters = try statistics.mapMoments(kernel: weight.values) { moments throws(LinearAlgebraError) in
            try SiteFitter(moments, settings: settings, pool: pool)
        }
        var damages: [Double] = []
        var students: [ClosedFormStudent?] = []
        for candidate in candidates {
            try check()
            switch candidate {
            case .lowRank(let rank):
                damages.append(try fitters[0].lowRankDamage(rank))
                students.append(nil)
            case .teacher:
                damages.append(0)
                students.append(.teacher(weight))
            default:
                let student = ClosedFormStudent(
                    groups: try fitters.indices.map { try fitters[$0].fit(candidate.studentKind) })
                damages.append(student.damage)
                students.append(student)
            }
        }
        let ranks = candidates.compactMap { if case .lowRank(let rank) = $0 { rank } else { nil } }
        try check()
        return FittedSite(
            site: statistics.site, candidates: candidates, damages: damages, students: students,
            nested: try ranks.max().map { try fitters[0].nestedLowRank(maximumRank: $0) })
    }
}

extension Candidate {
    /// The form that the closed-form fit knows this candidate by.
    var studentKind: StudentKind {
        switch self {
        case .teacher: .teacher
        case .lowRank(let rank): .lowRank(rank)
        case .separable(let rank): .separable(rank)
        case .pointwise: .pointwise
        case .depthwise: .depthwise
        case .depthwisePointwise: .depthwisePointwise
        case .zero: .zero
        }
    }
}
