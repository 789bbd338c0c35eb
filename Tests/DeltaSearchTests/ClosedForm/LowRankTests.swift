import Compute
import Networks
import RandomStreams
import Testing

@testable import DeltaSearch

@Suite struct LowRankTests {
    @Test(arguments: RandomSite.shapes)
    func theDamageIsTheSumOfTheOtherEigenvalues(geometry: KernelGeometry) throws {
        let moments = RandomSite.moments(geometry)
        var fitter = try SiteFitter(moments)
        let metric = fitter.metric
        let values = try SymmetricEigen(metric.root.times(metric.outputMoment).times(metric.root)).values
        for rank in 1...StudentKind.lowRank(1).maximumRank(for: geometry)! {
            let rest = values.dropLast(rank).reduce(0, +)
            let damage = try fitter.fit(.lowRank(rank)).damage
            #expect(abs(damage - metric.scale * rest) < 1e-12 * fitter.zeroDamage)
        }
        // The scale is the positions, but for what the regularisation moves.
        #expect(abs(metric.scale / moments.positions - 1) < 1e-2)
    }

    @Test(arguments: RandomSite.shapes)
    func fullRankIsTheTeacher(geometry: KernelGeometry) throws {
        let moments = RandomSite.moments(geometry)
        var fitter = try SiteFitter(moments)
        let student = try fitter.fit(.lowRank(StudentKind.lowRank(1).maximumRank(for: geometry)!))
        #expect(student.damage < 1e-12 * fitter.zeroDamage)
        let difference = student.kernel(geometry) - moments.kernel
        #expect(difference.storage.allSatisfy { abs($0) < 1e-4 })
    }

    @Test(arguments: RandomSite.shapes)
    func factorsAreBalanced(geometry: KernelGeometry) throws {
        var fitter = try SiteFitter(RandomSite.moments(geometry))
        for rank in 1...StudentKind.lowRank(1).maximumRank(for: geometry)! {
            let student = try fitter.fit(.lowRank(rank))
            let reduce = Matrix(rows: rank, cols: geometry.patchSize, values: student.factor("reduce.weight").values)
            let expand = Matrix(rows: geometry.outputChannels, cols: rank, values: student.factor("weight").values)
            let difference = reduce.rowGram - expand.columnGram
            #expect(difference.storage.allSatisfy { abs($0) < 1e-4 * reduce.rowGram.trace })
        }
    }

    @Test func nestedFactorsHoldEveryRank() throws {
        let geometry = RandomSite.geometry(4, 6, 3, 3)
        var fitter = try SiteFitter(RandomSite.moments(geometry))
        let nested = try fitter.nestedLowRank(maximumRank: 6)
        let reduce = Matrix(rows: 6, cols: 36, values: nested.factor("reduce.weight").values)
        let expand = Matrix(rows: 6, cols: 6, values: nested.factor("weight").values)
        for rank in 1...6 {
            let kernel = expand.columns(0..<rank).times(reduce.rows(0..<rank))
            let own = try fitter.fit(.lowRank(rank)).kernel(geometry)
            #expect((kernel - own).storage.allSatisfy { abs($0) < 1e-4 })
        }
        let norms = zip(reduce.rowDots(reduce), expand.columnDots(expand))
        #expect(norms.allSatisfy { abs($0 / $1 - 1) < 1e-4 })
    }

    @Test func aKernelOfLowRankIsRecovered() throws {
        let geometry = RandomSite.geometry(4, 6, 3, 3)
        var stream = RandomStream(seed: 7, stream: "low rank")
        let kernel = RandomSite.matrix(6, 2, &stream).times(RandomSite.matrix(2, 36, &stream))
        var fitter = try SiteFitter(RandomSite.moments(geometry, kernel: kernel))
        #expect(try fitter.fit(.lowRank(2)).damage < 1e-12 * fitter.zeroDamage)
        #expect(try fitter.fit(.lowRank(1)).damage > 1e-3 * fitter.zeroDamage)
        // More components than the kernel has: the superfluous ones are finite.
        let wide = try fitter.fit(.lowRank(5))
        #expect(wide.factors.allSatisfy { $0.value.values.allSatisfy(\.isFinite) })
        #expect((wide.kernel(geometry) - kernel).storage.allSatisfy { abs($0) < 1e-4 })
    }
}
