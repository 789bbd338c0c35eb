import Compute
import Networks
import RandomStreams
import Testing

@testable import DeltaSearch

/// No fit can be bettered by changing its factors.
@Suite struct OptimalityTests {
    /// Rounds enough for the alternating fits to arrive.
    static let converged = FitSettings(rounds: 20_000, tolerance: 1e-13, innerSteps: 20)

    /// The student with every factor moved by `step` times a random direction.
    static func moved(
        _ student: ClosedFormStudent, by step: Double, _ directions: [[Double]]
    ) -> ClosedFormStudent {
        var result = student
        for (f, direction) in directions.enumerated() {
            let value = student.factors[f].value
            result.factors[f] = .init(
                student.factors[f].role, shape: value.shape,
                values: zip(value.values, direction).map { Float(Double($0) + step * $1) })
        }
        return result
    }

    static func directions(_ student: ClosedFormStudent, _ stream: inout RandomStream) -> [[Double]] {
        student.factors.map { factor in factor.value.values.map { _ in stream.normal() } }
    }

    @Test(arguments: RandomSite.shapes)
    func theGradientVanishes(geometry: KernelGeometry) throws {
        var fitter = try SiteFitter(RandomSite.moments(geometry), settings: Self.converged)
        var stream = RandomStream(seed: 5, stream: "directions")
        for kind in RandomSite.kinds(geometry) where kind != .zero && kind != .teacher {
            let student = try fitter.fit(kind)
            func damage(_ student: ClosedFormStudent) -> Double { fitter.metric.damage(of: student.kernel(geometry)) }
            for _ in 0..<4 {
                let directions = Self.directions(student, &stream)
                // Factors are in single precision: steps of 1e-2, whose quadratic part cancels in a central difference.
                let step = 1e-2
                let (up, down) = (
                    damage(Self.moved(student, by: step, directions)),
                    damage(Self.moved(student, by: -step, directions))
                )
                let slope = (up - down) / (2 * step)
                let curvature = (up + down - 2 * damage(student)) / (step * step)
                // The distance to the optimum along this direction, in units of the direction.
                #expect(abs(slope) < 2e-3 * curvature, "\(kind): slope \(slope), curvature \(curvature)")
            }
        }
    }

    @Test(arguments: RandomSite.shapes)
    func perturbationsDoNotLowerTheDamage(geometry: KernelGeometry) throws {
        var fitter = try SiteFitter(RandomSite.moments(geometry, seed: 2), settings: Self.converged)
        var stream = RandomStream(seed: 6, stream: "perturbations")
        for kind in RandomSite.kinds(geometry) where kind != .zero && kind != .teacher {
            let student = try fitter.fit(kind)
            let damage = fitter.metric.damage(of: student.kernel(geometry))
            for exponent in [-3.0, -2, -1, 0] {
                let step = exponent == 0 ? 1 : exponent == -1 ? 0.1 : exponent == -2 ? 0.01 : 1e-3
                for _ in 0..<5 {
                    let moved = Self.moved(student, by: step, Self.directions(student, &stream))
                    let other = fitter.metric.damage(of: moved.kernel(geometry))
                    #expect(other >= damage - 1e-9 * fitter.zeroDamage, "\(kind) by \(step)")
                }
            }
        }
    }

    /// The cheap evaluation that the fits use agrees with the formula on the factors they return.
    @Test(arguments: RandomSite.shapes, [UInt64(1), 2, 3])
    func theReportedDamageIsThatOfTheFactors(geometry: KernelGeometry, seed: UInt64) throws {
        var fitter = try SiteFitter(RandomSite.moments(geometry, seed: seed))
        for kind in RandomSite.kinds(geometry) {
            let student = try fitter.fit(kind)
            let direct = fitter.metric.damage(of: student.kernel(geometry))
            #expect(abs(student.damage - direct) < 1e-5 * fitter.zeroDamage, "\(kind)")
        }
    }

    /// More freedom never does more damage.
    @Test(arguments: RandomSite.shapes, [UInt64(1), 2, 3])
    func moreFreedomDoesLessDamage(geometry: KernelGeometry, seed: UInt64) throws {
        var fitter = try SiteFitter(RandomSite.moments(geometry, seed: seed), settings: Self.converged)
        let slack = 1e-9 * fitter.zeroDamage
        let zero = try fitter.fit(.zero).damage
        var previous = zero
        for rank in 1...StudentKind.lowRank(1).maximumRank(for: geometry)! {
            let damage = try fitter.fit(.lowRank(rank)).damage
            #expect(damage <= previous + slack)
            previous = damage
        }
        let pointwise = try fitter.fit(.pointwise).damage
        #expect(pointwise <= zero + slack)
        // A separable student can copy the centre tap where its rank reaches Cin or Cout.
        let rank = min(geometry.inputChannels, geometry.outputChannels)
        #expect(try fitter.fit(.separable(rank)).damage <= pointwise + 1e-6 * zero)
        let depthwisePointwise = try fitter.fit(.depthwisePointwise).damage
        #expect(depthwisePointwise <= pointwise + 1e-6 * zero)
        if StudentKind.depthwise.isDefined(for: geometry) {
            #expect(depthwisePointwise <= (try fitter.fit(.depthwise).damage) + 1e-6 * zero)
        }
    }
}
