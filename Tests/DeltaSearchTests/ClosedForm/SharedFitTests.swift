import Compute
import Testing

@testable import DeltaSearch

/// One site's fit by several workers.
@Suite struct SharedFitTests {
    /// Wide enough that products have several panels of rows, with fewer outputs than inputs.
    static let geometry = RandomSite.geometry(70, 40, 3, 3)
    static let kinds: [StudentKind] = [.lowRank(6), .separable(5), .pointwise, .depthwisePointwise, .zero]

    @Test func theNumberOfWorkersDoesNotMatter() throws {
        let moments = RandomSite.moments(Self.geometry)
        var one = try SiteFitter(moments, pool: WorkerPool(count: 1))
        var three = try SiteFitter(moments, pool: WorkerPool(count: 3))
        var alone = try SiteFitter(moments)
        for kind in Self.kinds {
            let (first, second, third) = (try one.fit(kind), try three.fit(kind), try alone.fit(kind))
            #expect(first.damage == second.damage)
            #expect(first.factors == second.factors, "\(kind)")
            #expect(abs(first.damage - third.damage) <= 1e-9 * alone.zeroDamage, "\(kind)")
        }
    }

    /// With fewer outputs than inputs, the start comes from the smaller of two eigenproblems. A kernel without its full
    /// rank leaves that one without directions; the larger one has them, and the fit is as good as ever.
    @Test func aKernelOfLowRankIsRecovered() throws {
        let (rows, cols) = (Self.geometry.outputChannels, Self.geometry.patchSize)
        var values = RandomSite.moments(Self.geometry).kernel
        for row in 2..<rows {
            for col in 0..<cols { values[row, col] = values[row - 2, col] }
        }
        var fitter = try SiteFitter(RandomSite.moments(Self.geometry, kernel: values), pool: WorkerPool(count: 2))
        #expect(try fitter.fit(.separable(6)).damage < 1e-9 * fitter.zeroDamage)
        #expect(try fitter.fit(.separable(1)).damage > 1e-3 * fitter.zeroDamage)
    }
}
