import Compute
import Networks
import StudentSpace
import Testing
import VideoData

@testable import DeltaSearch

/// The reference recipe: what it shares with the search, and what it does not.
@Suite struct DeltaDistillationTests {
    private static func session(beta: Double? = nil) throws -> SearchSession {
        let teacher = try TinyTeacher.make()
        let space = SearchSessionTests.space(teacher)
        var configuration = SearchSessionTests.configuration
        configuration.beta = beta
        let session = try SearchSession(
            teacher, space: space, limit: space.limit(Int(0.45 * Double(teacher.macs))),
            source: FrameCache(MovingPattern()), range: 0..<24, strategy: .deltaDistillation,
            configuration: configuration, pool: WorkerPool(count: 2))
        try session.prepare()
        return session
    }

    /// Truncated decompositions, and the taps that a smaller kernel keeps: no statistics in them.
    @Test func studentsStartFromTheWeights() throws {
        let session = try Self.session()
        let teacher = session.teacher
        for site in session.bank!.sites {
            let kernel = teacher.parameters.value(site.site.name + ".weight")
            let geometry = KernelGeometry(
                inputChannels: site.shape.inputs, outputChannels: site.shape.outputs, height: site.shape.height,
                width: site.shape.width)
            let dense = Matrix(rows: geometry.outputChannels, cols: geometry.patchSize, values: kernel.values)
            let scale = dense.storage.map(abs).max()!
            for (index, candidate) in site.candidates.enumerated() {
                let expected: [Double]
                switch candidate {
                case .lowRank, .separable:
                    expected = try WeightSVD.fit(candidate.studentKind, kernel: dense, geometry: geometry)
                        .kernel(geometry).storage
                case .teacher: expected = dense.storage
                case .zero: expected = dense.storage.map { _ in 0 }
                case .pointwise:
                    expected = dense.storage.indices.map {
                        $0 % geometry.taps == geometry.centreTap ? dense.storage[$0] : 0
                    }
                default: continue
                }
                for (a, b) in zip(site.kernel(index).doubles, expected) {
                    #expect(abs(a - b) < 1e-4 * scale, "\(candidate) at \(site.site.name)")
                }
            }
        }
    }

    /// What the fits minimise they leave less of: damages are in one unit.
    @Test func weightsAloneDoMoreDamageThanStatistics() throws {
        let fromWeights = try Self.session().damages
        let closed = try SearchSessionTests.session(.solve)
        try closed.prepare()
        for (site, damages) in fromWeights.enumerated() {
            for (k, damage) in damages.enumerated() {
                #expect(damage >= closed.damages[site][k] * (1 - 1e-6) - 1e-9)
            }
        }
        #expect(fromWeights.joined().reduce(0, +) > 1.05 * closed.damages.joined().reduce(0, +))
    }

    /// A constant λ and τ = 2/3; gates begin a nat behind at the dearest candidate.
    @Test func thePriceAndTheTemperatureStay() throws {
        let session = try Self.session(beta: 0.2)
        let gumbel = session.gumbel!
        #expect(
            gumbel.logits
                == session.space.choices.map { choice in
                    choice.macs.indices.map { choice.macs.count > 1 && $0 == choice.macs.count - 1 ? -1 : 0 }
                })
        let reports = try GumbelSearchTests.advance(session, to: 4)
        let lambda = 0.2 * Double(session.limit.deltaFrameMACs) / Double(session.space.teacherMACs)
        #expect(reports.allSatisfy { abs($0.lambda - lambda) < 1e-12 && abs($0.temperature - 2.0 / 3) < 1e-12 })
        #expect(session.gumbel!.configuration.distillationSteps == 2)
        // Without a word of it, the price that the budget puts on cost, as constant.
        let priced = try GumbelSearchTests.advance(Self.session(), to: 4).map(\.lambda)
        #expect(Set(priced).count == 1 && priced[0] > 0)
    }

    /// A higher price ends in cheaper gates.
    @Test func aHigherPriceMakesGatesCheaper() throws {
        let expected = try [0, 100.0].map { beta in
            try GumbelSearchTests.advance(Self.session(beta: beta), to: 4)[3].expectedMACs
        }
        #expect(expected[1] < expected[0])
    }
}
