import Foundation
import Networks
import RandomStreams
import StudentSpace
import Testing

@Suite struct KnapsackTests {
    /// Every choice within a limit: damage, then cost, rising.
    private func bruteForce(_ problem: KnapsackProblem, limit: Int) -> [(damage: Double, cost: Int, choices: [Int])] {
        var all: [(damage: Double, cost: Int, choices: [Int])] = [(0, 0, [])]
        for group in problem.groups {
            all = all.flatMap { partial in
                group.indices.map {
                    (partial.damage + group[$0].damage, partial.cost + group[$0].cost, partial.choices + [$0])
                }
            }
        }
        return all.filter { $0.cost <= limit }.sorted { ($0.damage, $0.cost) < ($1.damage, $1.cost) }
    }

    /// A small problem: coarse costs, damages with or without order, now and then equal ones.
    private func smallProblem(_ random: inout RandomStream) throws -> KnapsackProblem {
        let unit = [1, 7, 384][random.integer(below: 3)]
        let isCoarse = random.bool()
        let groups = (0..<(1 + random.integer(below: 6))).map { _ in
            (0..<(1 + random.integer(below: 5))).map { _ in
                KnapsackProblem.Option(
                    cost: unit * random.integer(below: 40),
                    damage: isCoarse ? Double(random.integer(below: 5)) : random.uniform(-1..<10))
            }
        }
        return try KnapsackProblem(groups)
    }

    @Test func equalsBruteForce() throws {
        var random = RandomStream(seed: 11, stream: "knapsack")
        for _ in 0..<600 {
            let problem = try smallProblem(&random)
            let dearest = problem.groups.reduce(0) { $0 + ($1.map(\.cost).max() ?? 0) }
            let limit = problem.minimumCost + random.integer(below: dearest - problem.minimumCost + 2)
            let solution = try KnapsackSolver(problem).solve(limit: limit)
            let best = bruteForce(problem, limit: limit)[0]
            #expect(abs(solution.damage - best.damage) < 1e-9)
            #expect(solution.cost <= limit && solution.isExact)
            #expect(solution.cost == zip(problem.groups, solution.choices).reduce(0) { $0 + $1.0[$1.1].cost })
            #expect(solution.lowerBound <= best.damage + 1e-9)
            let bound = try KnapsackSolver(problem).lowerBound(limit: limit)
            #expect(abs(bound - solution.lowerBound) < 1e-9)
        }
    }

    @Test func kBestEqualBruteForce() throws {
        var random = RandomStream(seed: 12, stream: "knapsack")
        for _ in 0..<300 {
            let problem = try smallProblem(&random)
            let limit = problem.minimumCost + random.integer(below: 300)
            let count = 1 + random.integer(below: 8)
            let solutions = try KnapsackSolver(problem).best(count, limit: limit)
            let expected = bruteForce(problem, limit: limit).prefix(count)
            #expect(solutions.count == expected.count)
            #expect(Set(solutions.map(\.choices)).count == solutions.count)
            for (solution, best) in zip(solutions, expected) {
                #expect(abs(solution.damage - best.damage) < 1e-9)
                #expect(solution.cost <= limit)
            }
        }
    }

    @Test func ofEqualDamagesTheCheaperWins() throws {
        let problem = try KnapsackProblem([
            [.init(cost: 5, damage: 1), .init(cost: 3, damage: 1), .init(cost: 0, damage: 4)],
            [.init(cost: 3, damage: 2), .init(cost: 3, damage: 2)],
        ])
        let solution = try KnapsackSolver(problem).solve(limit: 100)
        #expect(solution.choices == [1, 0] && solution.cost == 6 && solution.damage == 3)
        let all = try KnapsackSolver(problem).best(9, limit: 100)
        #expect(all.count == 6)
        #expect(all.map(\.damage) == [3, 3, 3, 3, 6, 6])
        #expect(all.map(\.cost) == [6, 6, 8, 8, 3, 3])
    }

    @Test func infeasibleLimitsNameTheMinimum() throws {
        let problem = try KnapsackProblem([
            [.init(cost: 7, damage: 0), .init(cost: 5, damage: 3)], [.init(cost: 4, damage: 0)],
        ])
        #expect(try KnapsackSolver(problem).solve(limit: 9).choices == [1, 0])
        #expect(throws: KnapsackError.infeasible(limit: 8, minimum: 9)) { try KnapsackSolver(problem).solve(limit: 8) }
        #expect(throws: KnapsackError.infeasible(limit: -1, minimum: 9)) {
            try KnapsackSolver(problem).lowerBound(limit: -1)
        }
        #expect(throws: KnapsackError.noOptions(group: 1)) { try KnapsackProblem([[.init(cost: 1, damage: 0)], []]) }
        #expect(throws: KnapsackError.damageNotFinite(group: 0, option: 1)) {
            try KnapsackProblem([[.init(cost: 1, damage: 0), .init(cost: 2, damage: .nan)]])
        }
        #expect(throws: KnapsackError.negativeCost(group: 0, option: 0)) {
            try KnapsackProblem([[.init(cost: -1, damage: 0)]])
        }
        #expect(try KnapsackSolver(KnapsackProblem([])).solve(limit: 0).choices == [])
    }

    /// 80 sites of 16 candidates at every tightness: proven optimal, damage never rising with the limit, and where
    /// damages fall smoothly, close to the bound as long as there is damage to speak of.
    @Test func largeProblemsAreSolvedExactly() throws {
        var random = RandomStream(seed: 13, stream: "knapsack")
        for round in 0..<4 {
            let isSmooth = round % 2 == 0
            let problem = try KnapsackProblem((0..<80).map { _ in randomGroup(16, isSmooth: isSmooth, &random) })
            let dearest = problem.groups.reduce(0) { $0 + ($1.map(\.cost).max() ?? 0) }
            var before = Double.infinity
            for percent in [2, 5, 10, 20, 33, 50, 75, 95] {
                let limit = problem.minimumCost + (dearest - problem.minimumCost) / 100 * percent
                let solution = try KnapsackSolver(problem).solve(limit: limit)
                #expect(solution.isExact && solution.cost <= limit)
                #expect(solution.damage <= before)
                if isSmooth, (5...50).contains(percent) {
                    #expect(solution.gap < 0.002, "\(solution.gap) at \(percent) %")
                }
                before = solution.damage
            }
        }
    }

    /// Damages that fall in proportion to cost: any full knapsack is as good as any other, so that bounds rule out
    /// nothing. The answer need not be proven, but must be close and within the limit.
    @Test func proportionalDamagesStillHaveAGoodAnswer() throws {
        var random = RandomStream(seed: 18, stream: "knapsack")
        let problem = try KnapsackProblem(
            (0..<60).map { _ in
                (0..<12).map { _ in
                    let cost = random.integer(below: 1_000_000)
                    return .init(cost: cost, damage: 1 - Double(cost) * 1e-6)
                }
            })
        let solution = try KnapsackSolver(problem).solve(limit: 30_000_000)
        #expect(solution.cost <= 30_000_000 && solution.gap < 1e-3)
    }

    /// Costs of a convolution's ranks, and damages that fall with them as a spectrum's tail does, or at random.
    private func randomGroup(_ count: Int, isSmooth: Bool, _ random: inout RandomStream) -> [KnapsackProblem.Option] {
        let step = (1 + random.integer(below: 400)) * 36_864
        let scale = pow(10, random.uniform(-4..<0))
        let decay = random.uniform(0.05..<0.5)
        return (0..<count).map { rank in
            let damage = isSmooth ? scale * pow(10, -decay * Double(rank)) : scale * random.uniform()
            return .init(cost: rank * step, damage: rank == count - 1 ? 0 : damage)
        }
    }

    @Test func manyStatesFallBackToAGridWithinTheLimit() throws {
        var random = RandomStream(seed: 14, stream: "knapsack")
        for _ in 0..<20 {
            let problem = try KnapsackProblem((0..<30).map { _ in randomGroup(12, isSmooth: false, &random) })
            let limit = problem.groups.reduce(0) { $0 + $1[4].cost }
            let exact = try KnapsackSolver(problem).solve(limit: limit)
            let solver = KnapsackSolver(problem, stateLimit: 2, gridSteps: 500)
            let coarse = try solver.best(3, limit: limit)
            #expect(coarse.count == 3)
            for solution in coarse {
                #expect(!solution.isExact && solution.cost <= limit)
                #expect(solution.damage >= exact.damage - 1e-12)
            }
            // Rounding up adds less than a step a group: what keeps the limit by so much is not left out.
            let step = (limit - problem.minimumCost) / 500 + 400 * 36_864
            let tighter = limit - 30 * step
            if tighter >= problem.minimumCost {
                #expect(try coarse[0].damage <= KnapsackSolver(problem).solve(limit: tighter).damage + 1e-12)
            }
            #expect(coarse[0].lowerBound <= exact.damage)
        }
    }

    @Test func limitsOneByOneOrTogetherAndTwice() throws {
        var random = RandomStream(seed: 15, stream: "knapsack")
        let problem = try KnapsackProblem((0..<40).map { _ in randomGroup(8, isSmooth: false, &random) })
        let solver = KnapsackSolver(problem)
        let limits = [1, 2, 3].map { problem.minimumCost + $0 * 100_000_000 }
        let together = try solver.solve(limits: limits)
        #expect(together == (try limits.map { try solver.solve(limit: $0) }))
        #expect(together == (try solver.solve(limits: limits)))
        #expect(throws: KnapsackError.self) { try solver.solve(limits: [limits[0], -1]) }
    }

    @Test func alternativesAreDistinctAndNearlyAsGood() throws {
        var random = RandomStream(seed: 16, stream: "knapsack")
        let problem = try KnapsackProblem((0..<40).map { _ in randomGroup(8, isSmooth: true, &random) })
        let limit = problem.groups.reduce(0) { $0 + $1[3].cost }
        let solver = KnapsackSolver(problem)
        var (a, b) = (RandomStream(seed: 1, stream: "alternatives"), RandomStream(seed: 1, stream: "alternatives"))
        let found = try solver.alternatives(6, limit: limit, using: &a)
        #expect(found == (try solver.alternatives(6, limit: limit, using: &b)))
        #expect(found.count == 6 && Set(found.map(\.choices)).count == 6)
        #expect(found[0] == (try solver.solve(limit: limit)))
        for solution in found {
            #expect(solution.cost <= limit)
            #expect(solution.damage <= 1.3 * found[0].damage)
        }
    }

    /// The largest space that ships, under damages that fall exponentially with cost, at a random rate and scale a site.
    @Test(.enabled(if: Reference.isAvailable, "needs ../shared"), arguments: ["ddrnet23slim", "ddrnet39"])
    func shippedSpaceIsWithinTheBound(network: String) throws {
        let space = try shippedSpace("ddrnet").resolve(Reference(network).sites)
        var random = RandomStream(seed: 17, stream: "knapsack")
        for percent in [5, 10, 15, 21, 30, 40, 50, 60] {
            let damages = space.choices.map { choice in
                let (scale, decay) = (pow(10, random.uniform(-3..<0)), random.uniform(2..<8))
                return choice.macs.map { macs in
                    scale * (exp(-decay * Double(macs) / Double(choice.site.teacherMACs)) - exp(-decay))
                }
            }
            let limit = space.teacherMACs / 100 * percent
            let solution = try KnapsackSolver(space.knapsack(damages: damages)).solve(limit: limit)
            #expect(solution.isExact && solution.gap < 0.002, "\(percent) %: \(solution.gap)")
            #expect(space.selection(solution.choices).macs(at: space.sites) == solution.cost)
        }
    }
}
