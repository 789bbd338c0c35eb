import Foundation
import Networks
import RandomStreams
import StudentSpace
import Testing

@Suite struct TimedSpaceTests {
    /// Three sites of four candidates and a fixed one; what is cheap in MACs is not always quick.
    private func space() throws -> SearchSpace {
        let candidates: [Candidate] = [.zero, .depthwise, .lowRank(rank: 4), .teacher]
        return SearchSpace(
            try (0..<3).map { .init(site: try site("s\($0)", 16, 16), candidates: candidates) }
                + [.init(site: try site("fixed", 16, 11, kernel: Size(1)), candidates: [.teacher])])
    }

    private func table(rest: Int = 1000, zero: Int = 0) -> LatencyTable {
        let times = ["zero": zero, "depthwise": 900, "lowrank:4": 500, "teacher": 2000]
        return LatencyTable(
            device: "a machine", threads: 2, input: Size(height: 16, width: 24), teacherNanoseconds: 7000,
            restNanoseconds: rest, sites: ["s0": times, "s1": times, "s2": times, "fixed": ["teacher": 100]])
    }

    private func limit(_ budgets: String, _ space: SearchSpace, _ scope: BudgetScope = .deltaFrame) throws
        -> BudgetLimit
    {
        BudgetLimit(
            try Budgets(parsing: budgets), scope: scope, teacherMACs: space.teacherMACs,
            teacherNanoseconds: space.latency?.teacherNanoseconds, keyframeInterval: 4)
    }

    @Test func timesAreThoseOfTheTable() throws {
        let space = try space().timed(by: table())
        #expect(space.minimumNanoseconds == 1100 && space.maximumNanoseconds == 7100)
        for choice in space.choices.dropLast() {
            let expected: [Candidate: Int] = [.zero: 0, .depthwise: 900, .lowRank(rank: 4): 500, .teacher: 2000]
            #expect(choice.nanoseconds == choice.candidates.map { expected[$0]! })
        }
        let choices = space.choices.map { $0.candidates.count - 1 }
        #expect(space.cost(choices) == FrameCost(macs: space.maximumMACs, nanoseconds: 7100))
        #expect(try self.space().cost(choices).nanoseconds == nil)
    }

    @Test func aTableThatDoesNotFitIsAnError() throws {
        var lacking = table()
        lacking.sites["s1"]?["depthwise"] = nil
        #expect(throws: LatencyError.missing(site: "s1", candidate: .depthwise)) { try space().timed(by: lacking) }
        var negative = table()
        negative.sites["s2"]?["zero"] = -1
        #expect(throws: LatencyError.impossible(-1)) { try space().timed(by: negative) }
        #expect(throws: LatencyError.impossible(-5)) { try space().timed(by: table(rest: -5)) }
    }

    @Test func tablesRoundTripAsJSON() throws {
        let text = table().json.text()
        #expect(try LatencyTable(JSONReader(JSONParser.parse(text, file: "t"), file: "t")) == table())
        let misspelt = text.replacing("restNanoseconds", with: "restNanosecond")
        #expect(throws: JSONContentError.self) {
            try LatencyTable(JSONReader(JSONParser.parse(misspelt, file: "t"), file: "t"))
        }
    }

    @Test func conflictsAreNamed() throws {
        let space = try space().timed(by: table(zero: 400))
        let least = space.minimumMACs
        func conflict(_ budgets: String, _ scope: BudgetScope = .deltaFrame) throws -> SpaceProfile.Conflict? {
            try space.profile(limit(budgets, space, scope)).conflict
        }
        // The quickest network is zero everywhere: 1000 + 100 + 3 · 400.
        #expect(try conflict("2300ns") == nil && conflict("2299ns") == .time)
        #expect(try conflict("\(least)MACs+2300ns") == nil)
        #expect(try conflict("\(least - 1)MACs+2300ns") == .compute)
        #expect(try conflict("\(least)MACs+2299ns") == .time)
        #expect(try conflict("\(least - 1)MACs+2299ns") == .both)
        // Amortised over four frames: (7000 + 3 · 2300) / 4 = 3475.
        #expect(try conflict("3475ns", .amortised) == nil && conflict("3474ns", .amortised) == .time)

        // Here the quickest candidate is not the cheapest: zero takes 600, lowrank 500.
        let slow = try self.space().timed(by: table(zero: 600))
        let together = try slow.profile(limit("\(least)MACs+2700ns", slow))
        #expect(together.conflict == .together && together.minimumNanosecondsWithinCompute == 2900)
        #expect(try slow.profile(limit("\(least)MACs+2900ns", slow)).conflict == nil)
        #expect(throws: InfeasibleBudget(profile: together)) { try together.requireFeasible() }
        #expect(together.slowestSites.map(\.site) == ["s0", "s1", "s2", "fixed"])
        #expect(together.slowestSites.map(\.candidate)[0] == .lowRank(rank: 4))
    }

    /// Whatever is drawn or put everywhere keeps both budgets.
    @Test(arguments: ["3000ns", "40%+3000ns", "40%+5000ns", "15%+5000ns", "90%+2100ns"])
    func samplesAndUniformNetworksKeepEveryBudget(budgets: String) throws {
        let space = try space().timed(by: table())
        let limit = try limit(budgets, space)
        var random = RandomStream(seed: 31, stream: "timed")
        let sampler = try ArchitectureSampler(space, within: limit)
        var seen: Set<[Int]> = []
        for _ in 0..<300 {
            let indices = try #require(space.indices(of: sampler.sample(using: &random)))
            #expect(limit.allows(space.cost(indices)))
            seen.insert(indices)
        }
        #expect(seen.count > 3)
        for (_, selection) in space.uniformSelections(within: limit) {
            #expect(limit.allows(space.cost(try #require(space.indices(of: selection)))))
        }
    }

    @Test func theKnapsackKeepsBoth() throws {
        let space = try space().timed(by: table())
        let damages = space.choices.map { $0.candidates.map { $0 == .teacher ? 0 : $0 == .zero ? 3.0 : 1 } }
        let limit = try limit("60%+4000ns", space)
        let solution = try KnapsackSolver(space.knapsack(damages: damages)).solve(space.knapsackLimits(limit))
        #expect(limit.allows(space.cost(solution.choices)) && solution.isExact)
        #expect(space.cost(solution.choices).nanoseconds == 1000 + solution.time)
    }
}
