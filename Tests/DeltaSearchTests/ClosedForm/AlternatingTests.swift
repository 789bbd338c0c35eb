import Compute
import Networks
import RandomStreams
import Testing

@testable import DeltaSearch

/// The separable and the depthwise-pointwise fits.
@Suite struct AlternatingTests {
    static let shapes = RandomSite.shapes.filter { $0.width > 1 }

    @Test(arguments: shapes, [UInt64(1), 2, 3])
    func everyRoundLowersTheDamage(geometry: KernelGeometry, seed: UInt64) throws {
        let settings = FitSettings(rounds: 30, tolerance: -1)
        var fitter = try SiteFitter(RandomSite.moments(geometry, seed: seed), settings: settings)
        var damages: [Double] = []
        _ = try fitter.fitDepthwisePointwise { damages.append($0) }
        let filtered = damages
        damages = []
        _ = try fitter.fitSeparable(2) { damages.append($0) }
        for damages in [filtered, damages] {
            #expect(damages.count == 30)
            for (before, after) in zip(damages, damages.dropFirst()) {
                #expect(after <= before + 1e-12 * fitter.zeroDamage)
            }
        }
    }

    /// The defaults stop early, near where many rounds would arrive. The deltas are a blurred, mixed random image's.
    @Test(arguments: [RandomSite.geometry(8, 8, 3, 3), RandomSite.geometry(8, 12, 3, 3)], [1, 2, 4, 8])
    func aFewRoundsComeNearTheEnd(geometry: KernelGeometry, rank: Int) throws {
        var stream = RandomStream(seed: 12, stream: "mixing")
        let inputs = geometry.inputChannels
        let blur = [Float](repeating: 1, count: inputs * 9)
        let image = ConventionTests.image(inputs, 40, 40)
            .convolved(RandomSite.matrix(inputs, inputs, &stream).floats, shape: [inputs, inputs, 1, 1])
            .convolved(blur, shape: [inputs, 1, 3, 3], groups: inputs)
        let patches = ConventionTests.patches(image, geometry, stride: 1)
        let moments = RandomSite.moments(
            geometry, patchMoment: (1 / Double(patches.rows)) * patches.columnGram, patches: patches.rows)
        var quick = try SiteFitter(moments)
        var patient = try SiteFitter(moments, settings: FitSettings(rounds: 2000, tolerance: 1e-9, innerSteps: 10))
        let kinds: [StudentKind] = [.separable(rank), .depthwisePointwise]
        for kind in kinds {
            let (near, end) = (try quick.fit(kind).damage, try patient.fit(kind).damage)
            #expect(near < 1.1 * end, "\(kind): \(near) against \(end)")
            #expect(near >= end - 1e-9 * quick.zeroDamage)
        }
    }

    @Test(arguments: shapes)
    func aSeparableKernelIsRecovered(geometry: KernelGeometry) throws {
        var stream = RandomStream(seed: 8, stream: "separable")
        let rank = 2
        let source = ClosedFormStudent(
            kind: .separable(rank),
            factors: .separable(
                rank, reduce: RandomSite.matrix(rank, geometry.inputChannels * geometry.height, &stream),
                expand: RandomSite.matrix(geometry.outputChannels, rank * geometry.width, &stream),
                geometry: geometry),
            damage: 0)
        let moments = RandomSite.moments(geometry, kernel: source.kernel(geometry))
        var fitter = try SiteFitter(moments, settings: OptimalityTests.converged)
        let student = try fitter.fit(.separable(rank))
        #expect(student.damage < 1e-9 * fitter.zeroDamage)
        #expect((student.kernel(geometry) - moments.kernel).storage.allSatisfy { abs($0) < 1e-3 })
        #expect(try fitter.fit(.separable(1)).damage > 1e-3 * fitter.zeroDamage)
    }

    @Test(arguments: shapes)
    func enoughRankIsTheTeacher(geometry: KernelGeometry) throws {
        let moments = RandomSite.moments(geometry)
        var fitter = try SiteFitter(moments)
        let student = try fitter.fit(.separable(StudentKind.separable(1).maximumRank(for: geometry)!))
        #expect(student.damage < 1e-9 * fitter.zeroDamage)
        #expect((student.kernel(geometry) - moments.kernel).storage.allSatisfy { abs($0) < 1e-3 })
    }

    @Test(arguments: RandomSite.shapes.filter { $0.width == 1 })
    func atWidthOneSeparableIsLowRank(geometry: KernelGeometry) throws {
        var fitter = try SiteFitter(RandomSite.moments(geometry))
        for rank in 1...StudentKind.separable(1).maximumRank(for: geometry)! {
            let (separable, lowRank) = (try fitter.fit(.separable(rank)), try fitter.fit(.lowRank(rank)))
            #expect(separable.factors == lowRank.factors)
            #expect(separable.damage == lowRank.damage)
            #expect(separable.kernel(geometry) == lowRank.kernel(geometry))
        }
    }

    @Test(arguments: RandomSite.shapes)
    func aDepthwisePointwiseKernelIsRecovered(geometry: KernelGeometry) throws {
        var stream = RandomStream(seed: 9, stream: "depthwise-pointwise")
        let source = ClosedFormStudent(
            kind: .depthwisePointwise,
            factors: .depthwisePointwise(
                RandomSite.matrix(geometry.inputChannels, geometry.taps, &stream),
                RandomSite.matrix(geometry.outputChannels, geometry.inputChannels, &stream), geometry: geometry),
            damage: 0)
        let moments = RandomSite.moments(geometry, kernel: source.kernel(geometry))
        let student = try SiteFitter(moments).fitDepthwisePointwise()
        #expect(student.damage < 1e-10 * (try SiteFitter(moments)).zeroDamage)
        #expect((student.kernel(geometry) - moments.kernel).storage.allSatisfy { abs($0) < 1e-4 })
        // Each channel's two factors have the same norm.
        let filters = Matrix(
            rows: geometry.inputChannels, cols: geometry.taps, values: student.factor("depthwise.weight").values)
        let weight = Matrix(
            rows: geometry.outputChannels, cols: geometry.inputChannels, values: student.factor("weight").values)
        #expect(zip(filters.rowDots(filters), weight.columnDots(weight)).allSatisfy { abs($0 / $1 - 1) < 1e-4 })
    }

    @Test func aDepthwiseKernelIsRecovered() throws {
        let geometry = RandomSite.geometry(5, 5, 3, 3)
        var stream = RandomStream(seed: 10, stream: "depthwise")
        let source = ClosedFormStudent(
            kind: .depthwise,
            factors: .depthwise(RandomSite.matrix(5, 9, &stream), geometry: geometry), damage: 0)
        let moments = RandomSite.moments(geometry, kernel: source.kernel(geometry))
        let student = try SiteFitter(moments).fitDepthwise()
        #expect(student.damage < 1e-10 * (try SiteFitter(moments)).zeroDamage)
        #expect((student.kernel(geometry) - moments.kernel).storage.allSatisfy { abs($0) < 1e-4 })
    }

    /// The coupled normal equations of the depthwise fit, solved directly.
    @Test func depthwiseSolvesItsNormalEquations() throws {
        let geometry = RandomSite.geometry(4, 4, 3, 3)
        let fitter = try SiteFitter(RandomSite.moments(geometry))
        let metric = fitter.metric
        var normal = metric.patchMoment
        var target = Matrix(rows: geometry.patchSize, cols: 1)
        let weighted = metric.fisher.times(metric.crossMoment)
        for k in 0..<geometry.patchSize {
            for l in 0..<geometry.patchSize { normal[k, l] *= metric.fisher[k / 9, l / 9] }
            target[k, 0] = weighted[k / 9, k]
        }
        let solution = try Cholesky(normal).solve(columnsOf: target)
        let student = try fitter.fitDepthwise()
        #expect(
            zip(student.factor("weight").values, solution.storage).allSatisfy { abs(Double($0) - $1) < 1e-4 })
    }
}
