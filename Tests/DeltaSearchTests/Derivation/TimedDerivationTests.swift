import Compute
import Networks
import RandomStreams
import StudentSpace
import Testing
import VideoData

@testable import DeltaSearch

@Suite struct TimedDerivationTests {
    /// Random damages and limits, one of each kind or both: whatever is proposed keeps them.
    @Test(arguments: SearchStrategy.allCases)
    func everyProposalKeepsEveryLimit(strategy: SearchStrategy) throws {
        let teacher = try TinyTeacher.make()
        let space = try SearchSessionTests.space(teacher).timed()
        var stream = RandomStream(seed: 1, stream: "times.\(strategy)")
        var solved = 0
        for round in 0..<15 {
            let limit = try space.limit(
                macs: round % 3 == 0 ? nil : stream.uniform(0.1..<1), time: stream.uniform(0.15..<1))
            let derivation = Derivation(
                teacher, space: space, strategy: strategy, seed: stream.next(),
                damages: DerivationTests.damages(space, &stream),
                logits: strategy == .gumbel ? space.choices.map { $0.candidates.map { _ in stream.normal() } } : nil,
                settled: space.choices.map { stream.integer(below: $0.candidates.count) })
            guard space.profile(limit).isFeasible else {
                #expect(throws: InfeasibleBudget.self) { try derivation.proposals(limit: limit) }
                continue
            }
            let proposals = try derivation.proposals(limit: limit)
            for proposal in proposals { #expect(limit.allows(space.cost(proposal.choices)), "\(proposal.label)") }
            #expect(Set(proposals.map(\.choices)).count == proposals.count)
            solved += 1
        }
        #expect(solved > 8)
    }

    /// A first layer that takes nearly all of the time there is: its zero ends every change, however cheap it seems.
    @Test func whatLetsNothingThroughIsNotAllThatIsProposed() throws {
        let teacher = try TinyTeacher.chain()
        let bare = TinyTeacher.space(teacher)
        var table = FakeLatency.table(bare)
        let first = bare.choices[0].site.name
        for (candidate, time) in table.sites[first] ?? [:] where candidate != "zero" {
            table.sites[first]?[candidate] = time + 100_000
        }
        let space = try bare.timed(by: table)
        // Every other zero does so much damage that one of the first seems a bargain.
        let damages = space.choices.enumerated().map { site, choice in
            choice.candidates.map { $0 == .teacher ? 0 : $0 == .zero ? (site == 0 ? 1.0 : 50) : 20 }
        }
        // Just enough for something everywhere.
        let least = space.choices.reduce(0) { $0 + (($1.nanoseconds ?? []).filter { $0 > 0 }.min() ?? 0) }
        let limits = KnapsackLimits(cost: space.maximumMACs, time: least)
        let proposals = try KnapsackProposer(teacher, space, limits: limits)
            .propose("knapsack", damages: damages, count: 1, seed: 1)
        func isZero(_ proposal: Proposal) -> Bool {
            space.choices[0].candidates[proposal.choices[0]] == .zero
        }
        #expect(isZero(proposals[0]) && proposals.contains { !isZero($0) })
        for proposal in proposals { #expect(space.cost(proposal.choices).nanoseconds! - 5000 <= limits.time!) }
    }

    /// A machine that is slower than its table says: the limit is lowered until the measured time keeps the budget.
    @Test(arguments: [0.9, 1, 1.07, 1.4])
    func measuredTimesKeepTheBudget(factor: Double) throws {
        let session = try SearchSessionTests.session(.solve, workers: 2, seed: 5)
        try session.prepare()
        let space = try session.space.timed()
        let limit = try space.limit(macs: nil, time: 0.6)
        let derivation = Derivation(
            session.teacher, space: space, strategy: .solve, seed: 1, damages: session.damages, logits: nil,
            settled: nil)
        func measure(_ timing: FakeLatency.Timing?) throws -> [MeasuredProposal] {
            try derivation.measure(
                DerivationFrames(
                    bank: session.bank!, windows: session.split.deciding, source: session.source, pool: session.pool,
                    timing: timing), limit: limit)
        }
        let timing = FakeLatency.Timing(space, factor: factor)
        let ranked = try measure(timing)
        let time = try #require(ranked[0].time)
        #expect(time.deltaFrame <= limit.deltaFrameNanoseconds!)
        #expect(limit.allows(space.cost(ranked[0].proposal.choices)))
        #expect(ranked[0].predictedNanoseconds == space.cost(ranked[0].proposal.choices).nanoseconds)
        // Where the prediction holds, one measurement is enough.
        #expect((timing.measured.count == 1) == (factor <= 1))
        #expect(Set(ranked.map(\.proposal.choices)).count == ranked.count)
        let untimed = try measure(nil)
        #expect(untimed.allSatisfy { $0.time == nil })
        if factor <= 1 { #expect(untimed[0].proposal == ranked[0].proposal) }
    }

    /// A machine on which nothing is fast enough: the fastest that was timed, and it says what it takes.
    @Test func whatCannotBeKeptIsSaid() throws {
        let session = try SearchSessionTests.session(.solve, workers: 2, seed: 5)
        try session.prepare()
        let space = try session.space.timed()
        let limit = try space.limit(macs: nil, time: 0.6)
        let timing = FakeLatency.Timing(space, factor: 100)
        let ranked = try Derivation(
            session.teacher, space: space, strategy: .solve, seed: 1, damages: session.damages, logits: nil,
            settled: nil
        ).measure(
            DerivationFrames(
                bank: session.bank!, windows: session.split.deciding, source: session.source, pool: session.pool,
                timing: timing), limit: limit)
        let time = try #require(ranked[0].time)
        #expect(time.deltaFrame > limit.deltaFrameNanoseconds! && time.deltaFrame == timing.measured.min())
    }

    /// Both λ come back with the state, and a search under two budgets goes on with the same bits.
    @Test func aSearchUnderTwoBudgetsIsItsState() throws {
        func session() throws -> SearchSession {
            let teacher = try TinyTeacher.make()
            let space = try TinyTeacher.space(teacher).timed()
            let session = try SearchSession(
                teacher, space: space, limit: space.limit(macs: 0.3, time: 0.4), source: FrameCache(MovingPattern()),
                range: 0..<24, strategy: .gumbel, configuration: SearchSessionTests.configuration,
                pool: WorkerPool(count: 2))
            try session.prepare()
            return session
        }
        let whole = try session()
        let reports = try GumbelSearchTests.advance(whole, to: 4)
        for report in reports {
            let time = try #require(report.time)
            #expect(time.lambda >= 0 && time.expectedNanoseconds > 5000 && time.discreteNanoseconds >= 5000)
        }
        let first = try session()
        _ = try GumbelSearchTests.advance(first, to: 2)
        let second = try session()
        for name in first.bank!.factors.names {
            second.bank!.factors.buffer(name).assign(first.bank!.factors.parameters.value(name).values)
            second.bank!.factors.touch(name)
        }
        for (fresh, saved) in zip(second.gumbel!.factorMoments, first.gumbel!.factorMoments) {
            fresh.values.assign(saved.values.floats)
        }
        second.gumbel!.state = first.gumbel!.state
        #expect(second.gumbel!.state.timeLambda == first.gumbel!.pressures.time?.lambda)
        #expect(try GumbelSearchTests.advance(second, to: 4) == Array(reports[2...]))
    }
}
