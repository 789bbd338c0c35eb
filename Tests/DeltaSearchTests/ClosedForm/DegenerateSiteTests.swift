import Compute
import Networks
import RandomStreams
import Testing

@testable import DeltaSearch

/// Sites whose statistics say nothing, little, or nonsense.
@Suite struct DegenerateSiteTests {
    static let geometries = [
        RandomSite.geometry(4, 4, 3, 3), RandomSite.geometry(3, 5, 1, 1), RandomSite.geometry(4, 3, 3, 3),
    ]

    static func requireFinite(_ student: ClosedFormStudent, _ comment: String) {
        #expect(student.damage.isFinite && student.damage >= 0, "\(comment) \(student.kind)")
        #expect(
            student.factors.allSatisfy { $0.value.values.allSatisfy(\.isFinite) }, "\(comment) \(student.kind)")
    }

    @Test(arguments: geometries)
    func aStaticClipDoesNoDamageAndFallsBackToThePlainFit(geometry: KernelGeometry) throws {
        let still = Matrix(rows: geometry.patchSize, cols: geometry.patchSize)
        let moments = RandomSite.moments(geometry, patchMoment: still)
        var fitter = try SiteFitter(moments)
        var white = try SiteFitter(
            RandomSite.moments(geometry, patchMoment: .identity(geometry.patchSize), patches: .max / 2))
        for kind in RandomSite.kinds(geometry) {
            let student = try fitter.fit(kind)
            Self.requireFinite(student, "static")
            #expect(student.damage == 0)
            let difference = student.kernel(geometry) - (try white.fit(kind)).kernel(geometry)
            #expect(difference.storage.allSatisfy { abs($0) < 1e-3 }, "\(kind)")
        }
    }

    @Test(arguments: geometries)
    func noGradientDoesNoDamageAndFallsBackToUnweightedOutputs(geometry: KernelGeometry) throws {
        let silent = Matrix(rows: geometry.outputChannels, cols: geometry.outputChannels)
        var fitter = try SiteFitter(RandomSite.moments(geometry, outputFisher: silent))
        var unweighted = try SiteFitter(
            RandomSite.moments(geometry, outputFisher: .identity(geometry.outputChannels)))
        for kind in RandomSite.kinds(geometry) {
            let student = try fitter.fit(kind)
            Self.requireFinite(student, "no gradient")
            #expect(student.damage == 0)
            let difference = student.kernel(geometry) - (try unweighted.fit(kind)).kernel(geometry)
            #expect(difference.storage.allSatisfy { abs($0) < 1e-3 }, "\(kind)")
        }
    }

    @Test(arguments: geometries, [1, 2, 5])
    func rankDeficientMomentsAreFitted(geometry: KernelGeometry, rank: Int) throws {
        var stream = RandomStream(seed: 11, stream: "deficient")
        let patches = RandomSite.matrix(rank, geometry.patchSize, &stream).columnGram
        let gradients = RandomSite.matrix(1, geometry.outputChannels, &stream).columnGram
        for fisher in [nil, gradients] {
            var fitter = try SiteFitter(
                RandomSite.moments(geometry, patchMoment: patches, outputFisher: fisher, patches: rank))
            for kind in RandomSite.kinds(geometry) {
                let student = try fitter.fit(kind)
                Self.requireFinite(student, "rank \(rank)")
                #expect(student.damage <= (1 + 1e-9) * fitter.zeroDamage)
            }
        }
    }

    @Test(arguments: geometries)
    func aZeroKernelHasZeroStudents(geometry: KernelGeometry) throws {
        let kernel = Matrix(rows: geometry.outputChannels, cols: geometry.patchSize)
        var fitter = try SiteFitter(RandomSite.moments(geometry, kernel: kernel))
        for kind in RandomSite.kinds(geometry) {
            let student = try fitter.fit(kind)
            Self.requireFinite(student, "zero kernel")
            #expect(student.damage == 0)
            #expect(student.kernel(geometry).storage.allSatisfy { $0 == 0 })
        }
    }

    /// A dead input channel and a dead output, as pruned networks have them.
    @Test func deadChannelsAreFitted() throws {
        let geometry = RandomSite.geometry(4, 4, 3, 3)
        let whole = RandomSite.moments(geometry)
        let alive = (0..<36).map { $0 / 9 == 1 ? 0.0 : 1 }
        let moments = RandomSite.moments(
            geometry,
            kernel: whole.kernel.scalingRows(by: [1, 1, 0, 1]),
            patchMoment: whole.patchMoment.scalingRows(by: alive).scalingColumns(by: alive),
            outputFisher: whole.outputFisher.scalingRows(by: [0, 1, 1, 1]).scalingColumns(by: [0, 1, 1, 1]))
        var fitter = try SiteFitter(moments)
        for kind in RandomSite.kinds(geometry) { Self.requireFinite(try fitter.fit(kind), "dead channels") }
    }

    @Test(arguments: [1e-30, 1e-12, 1e12, 1e30])
    func theFitDoesNotDependOnUnits(factor: Double) throws {
        let geometry = RandomSite.geometry(4, 4, 3, 3)
        let moments = RandomSite.moments(geometry)
        var fitter = try SiteFitter(moments)
        var scaled = try SiteFitter(
            RandomSite.moments(
                geometry, patchMoment: factor * moments.patchMoment,
                outputFisher: (1 / factor.squareRoot()) * moments.outputFisher))
        for kind in RandomSite.kinds(geometry) {
            let (one, other) = (try fitter.fit(kind), try scaled.fit(kind))
            let difference = one.kernel(geometry) - other.kernel(geometry)
            #expect(difference.storage.allSatisfy { abs($0) < 1e-3 }, "\(kind)")
            let expected = one.damage * factor.squareRoot()
            #expect(abs(other.damage - expected) <= 1e-6 * fitter.zeroDamage * factor.squareRoot(), "\(kind)")
        }
    }

    /// With few patches the metric trusts A less; the teacher stays free and `zero` keeps the moments' own damage.
    @Test func fewPatchesShrinkTheMetric() throws {
        let geometry = RandomSite.geometry(4, 4, 3, 3)
        let kinds: [StudentKind] = [.lowRank(2), .separable(3), .pointwise, .depthwisePointwise]
        var many = try SiteFitter(RandomSite.moments(geometry, patches: 1_000_000))
        var few = try SiteFitter(RandomSite.moments(geometry, patches: 36))
        #expect(abs(many.zeroDamage / few.zeroDamage - 1) < 1e-9)
        for kind in kinds { #expect(try few.fit(kind).damage > many.fit(kind).damage) }
        #expect(try few.fit(.lowRank(4)).damage < 1e-9 * few.zeroDamage)
    }

    @Test func momentsThatAreNotFiniteAreRefused() {
        let geometry = RandomSite.geometry(2, 2, 3, 3)
        var bad = Matrix.identity(18)
        bad[3, 4] = .nan
        #expect(throws: LinearAlgebraError.notFinite(operation: "the site's patch moment", index: 58)) {
            try SiteFitter(RandomSite.moments(geometry, patchMoment: bad))
        }
        #expect(throws: LinearAlgebraError.notFinite(operation: "the site's Fisher factor", index: 0)) {
            try SiteFitter(
                RandomSite.moments(geometry, outputFisher: Matrix(rows: 2, cols: 2, repeating: .infinity)))
        }
        #expect(throws: LinearAlgebraError.notFinite(operation: "the site's kernel", index: 0)) {
            try SiteFitter(RandomSite.moments(geometry, kernel: Matrix(rows: 2, cols: 18, repeating: .nan)))
        }
    }

    @Test func equalInputsGiveEqualStudents() throws {
        // Bits depend on how many threads a product is split over, and other suites set that as they start.
        BLASThreads.set(1)
        let geometry = RandomSite.geometry(4, 4, 3, 3)
        var one = try SiteFitter(RandomSite.moments(geometry))
        var other = try SiteFitter(RandomSite.moments(geometry))
        let kinds = RandomSite.kinds(geometry)
        let forward = try kinds.map { try one.fit($0) }
        let backward = try kinds.reversed().map { try other.fit($0) }
        #expect(forward == Array(backward.reversed()))
    }
}
