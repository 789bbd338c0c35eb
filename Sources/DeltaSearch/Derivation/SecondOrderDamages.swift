public import Compute
import Networks
import StudentSpace

/// Damages of a bank's candidates as they are, to second order at the teacher: what closed-form damages are, of weights
/// that training has moved since.
public enum SecondOrderDamages {
    /// `positions · tr(G (W−V) A (W−V)ᵀ)` of every candidate's kernel V (``SiteMetric``), in nats a frame.
    ///
    /// - Parameter statistics: of the bank's sites.
    public static func of(
        _ bank: CandidateBank, _ statistics: [SiteStatistics], teacher: TeacherModel, pool: WorkerPool,
        progress: @escaping @Sendable (Int) throws -> Void = { _ in }
    ) throws -> [[Double]] {
        precondition(bank.sites.count == statistics.count, "statistics of each site")
        BLASThreads.set(1)
        let slots = Slots<[Double]>(count: bank.sites.count)
        try pool.run(bank.sites.count) { index in
            let (site, statistics) = (bank.sites[index], statistics[index])
            let weight = teacher.parameters.value(site.site.name + ".weight")
            let metrics = try statistics.mapMoments(kernel: weight.values) { moments throws(LinearAlgebraError) in
                try SiteMetric(moments, settings: FitSettings())
            }
            let damages = site.candidates.indices.map { candidate in
                let kernel = site.kernel(candidate).withUnsafeBufferPointer { Array($0) }
                return metrics.enumerated().reduce(0) { sum, group in
                    sum
                        + group.element.damage(
                            of: SiteStatistics.kernel(kernel, group: group.offset, group.element.geometry))
                }
            }
            try progress(slots.set(index, damages))
        }
        return slots.values
    }
}
