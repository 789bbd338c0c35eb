import Compute
import Networks
import StudentSpace
import Testing
import VideoData

@testable import DeltaSearch

@Suite struct GumbelSearchTests {
    static func prepared(_ workers: Int = 2, seed: UInt64 = 5) throws -> SearchSession {
        let session = try SearchSessionTests.session(.gumbel, workers: workers, seed: seed)
        try session.prepare()
        return session
    }

    /// Takes a session to a step, the choice made where it is due.
    static func advance(_ session: SearchSession, to step: Int) throws -> [GumbelSearch.Report] {
        let gumbel = session.gumbel!
        var reports: [GumbelSearch.Report] = []
        while gumbel.step < step {
            if gumbel.isSettling, gumbel.settled == nil { _ = try session.choose() }
            reports.append(try gumbel.advance())
        }
        return reports
    }

    /// Interrupted in the search, at its end, and while settling: factors, moments and state are all it takes.
    @Test(arguments: [1, 3, 4, 5])
    func aSearchTakenUpGoesOnWithTheSameBits(step: Int) throws {
        let whole = try Self.prepared()
        let reports = try Self.advance(whole, to: 7)

        let first = try Self.prepared()
        _ = try Self.advance(first, to: step)
        let factors = first.bank!.factors.parameters
        let moments = first.gumbel!.factorMoments.map { ($0.name, $0.values.floats) }
        let state = first.gumbel!.state

        let second = try Self.prepared(1)
        for name in second.bank!.factors.names {
            second.bank!.factors.buffer(name).assign(factors.value(name).values)
            second.bank!.factors.touch(name)
        }
        for (fresh, saved) in zip(second.gumbel!.factorMoments, moments) {
            #expect(fresh.name == saved.0)
            fresh.values.assign(saved.1)
        }
        second.gumbel!.state = state
        #expect(second.gumbel!.state == state)
        let rest = try Self.advance(second, to: 7)
        #expect(rest == Array(reports[step...]))
        #expect(second.bank!.factors.parameters == whole.bank!.factors.parameters)
        #expect(second.gumbel!.state == whole.gumbel!.state)
    }

    @Test func theSeedChangesTheSearch() throws {
        let reports = try [5, 6].map { try Self.advance(Self.prepared(seed: $0), to: 2) }
        #expect(reports[0] != reports[1])
    }

    @Test func reportsSayWhatTheStateIs() throws {
        let session = try Self.prepared()
        let gumbel = session.gumbel!
        var temperatures: [Double] = []
        for report in try Self.advance(session, to: 4) {
            temperatures.append(report.temperature)
            #expect(report.divergence > 0 && report.distillation > 0 && report.lambda >= 0)
            #expect(report.expectedMACs > 0 && report.expectedMACs < Double(session.space.maximumMACs))
            #expect(report.entropy > 0)
        }
        // 5 → 0.1, geometrically.
        #expect(abs(temperatures[0] - 5) < 1e-12 && abs(temperatures[3] - 0.1) < 1e-12)
        #expect(abs(temperatures[1] / temperatures[0] - temperatures[2] / temperatures[1]) < 1e-12)
        #expect(gumbel.isSettling && !gumbel.isFinished)
        #expect(gumbel.probabilities.allSatisfy { abs($0.reduce(0, +) - 1) < 1e-12 })
        let settling = try Self.advance(session, to: 7)
        #expect(gumbel.isFinished)
        let macs = session.space.macs(gumbel.settled!)
        #expect(settling.allSatisfy { $0.discreteMACs == macs })
    }

    /// While weights settle, logits and λ stay, and only the chosen candidates' factors move.
    @Test func settlingMovesTheChosenWeightsAlone() throws {
        let session = try Self.prepared()
        let gumbel = session.gumbel!
        _ = try Self.advance(session, to: 4)
        let ranked = try session.choose()
        #expect(gumbel.settled == ranked[0].proposal.choices)
        let (logits, lambda) = (gumbel.logits, gumbel.pressures.compute!.lambda)
        let before = session.bank!.factors.parameters
        _ = try Self.advance(session, to: 7)
        #expect(gumbel.logits == logits && gumbel.pressures.compute!.lambda == lambda)
        var chosen: Set<String> = []
        for (site, choice) in zip(session.bank!.sites, gumbel.settled!) {
            chosen.formUnion(site.factors(of: choice).map(\.name))
        }
        let after = session.bank!.factors.parameters
        for name in before.names { #expect((before.value(name) != after.value(name)) == chosen.contains(name)) }
    }

    /// Settled weights do better on the frames that they were fitted on.
    @Test func settlingLowersTheDivergence() throws {
        let teacher = try TinyTeacher.make()
        let space = TinyTeacher.space(teacher)
        var configuration = SearchSessionTests.configuration
        configuration.searchSteps = 1
        configuration.settleSteps = 60
        configuration.pairs = 4
        let session = try SearchSession(
            teacher, space: space, limit: space.limit(teacher.macs / 4), source: FrameCache(MovingPattern()),
            range: 0..<24, strategy: .gumbel, configuration: configuration, pool: WorkerPool(count: 2))
        try session.prepare()
        let reports = try Self.advance(session, to: 61).dropFirst().map(\.divergence)
        let (start, end) = (reports[..<20].reduce(0, +), reports[40...].reduce(0, +))
        #expect(end < 0.9 * start, "from \(start / 20) to \(end / 20)")
    }

    /// λ rises while the likeliest network is too dear, and the logits come to obey.
    @Test func theBudgetIsApproached() throws {
        let teacher = try TinyTeacher.make()
        let space = TinyTeacher.space(teacher)
        var configuration = SearchSessionTests.configuration
        configuration.searchSteps = 60
        let session = try SearchSession(
            teacher, space: space, limit: space.limit(teacher.macs / 4), source: FrameCache(MovingPattern()),
            range: 0..<24, strategy: .gumbel, configuration: configuration, pool: WorkerPool(count: 2))
        try session.prepare()
        let gumbel = session.gumbel!
        // Start from a preference for the dearest everywhere.
        gumbel.logits = gumbel.logits.map { $0.indices.map { Double($0) } }
        let reports = try Self.advance(session, to: 60)
        #expect(reports[0].discreteMACs > session.limit.deltaFrameMACs)
        #expect(reports[10].lambda > 0)
        #expect(reports[59].expectedMACs < 0.7 * reports[0].expectedMACs)
    }

    /// Held-back frames are kept from the search until it has chosen; then they teach, too.
    @Test func theSearchDoesNotSeeWhatDecides() throws {
        let teacher = try TinyTeacher.chain()
        let space = TinyTeacher.space(teacher)
        let source = RecordedSource(MovingPattern(size: FrameSize(height: 8, width: 10)))
        var configuration = SearchSessionTests.configuration
        configuration.searchSteps = 60
        configuration.settleSteps = 60
        let session = try SearchSession(
            teacher, space: space, limit: space.limit(teacher.macs / 2), source: source, range: 0..<24,
            strategy: .gumbel, configuration: configuration, pool: WorkerPool(count: 2))
        try session.prepare()
        _ = source.takeFrames()
        _ = try Self.advance(session, to: 1)
        #expect(source.takeFrames().count <= 4)
        _ = try Self.advance(session, to: 60)
        #expect(source.takeFrames() == Set(0..<20))
        _ = try session.choose()
        #expect(source.takeFrames() == Set(20..<24))
        _ = try Self.advance(session, to: 120)
        #expect(source.takeFrames() == Set(0..<24))
    }

    /// Scores that are no numbers stop the search before anything has been moved.
    @Test func aDivergedStepMovesNothing() throws {
        let teacher = try TinyTeacher.chain()
        let space = SearchSpace(
            teacher.sites.map { site in
                .init(site: site, candidates: site.name == "first" ? [.teacher] : TinyTeacher.candidates(site))
            })
        let session = try SearchSession(
            teacher, space: space, limit: space.limit(teacher.macs),
            source: MovingPattern(size: FrameSize(height: 8, width: 10)), range: 0..<24, strategy: .gumbel,
            configuration: SearchSessionTests.configuration, pool: WorkerPool(count: 2))
        try session.prepare()
        let gumbel = session.gumbel!
        let classes = teacher.sites.firstIndex { $0.name == "classes" }!
        for factor in session.bank!.sites[classes].factors {
            factor.values.assign(Array(repeating: .nan, count: factor.values.count))
        }
        // Never `zero` there, which would hide it.
        gumbel.logits[classes] = space.choices[classes].candidates.map { $0 == .zero ? -1e3 : 0 }
        gumbel.supernet.invalidate(classes)
        let (state, factors) = (gumbel.state, session.bank!.factors.parameters)
        #expect(throws: SearchError.diverged(step: 0)) { try gumbel.advance() }
        #expect(gumbel.state == state)
        for name in factors.names where !name.hasPrefix("classes/") {
            #expect(session.bank!.factors.parameters.value(name) == factors.value(name))
        }
    }
}
