import RandomStreams
import StudentSpace
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

@Suite struct TwoLimitKnapsackTests {
    /// The least damage within both limits; nil where nothing keeps them.
    private func bruteForce(_ problem: KnapsackProblem, cost: Int, time: Int) -> Double? {
        var all: [(cost: Int, time: Int, damage: Double)] = [(0, 0, 0)]
        for group in problem.groups {
            all = all.flatMap { partial in
                group.map { (partial.cost + $0.cost, partial.time + $0.time, partial.damage + $0.damage) }
            }
        }
        return all.filter { $0.cost <= cost && $0.time <= time }.map(\.damage).min()
    }

    /// Coarse costs, times that go with them or not, damages with or without order, now and then equal ones.
    private func smallProblem(_ random: inout RandomStream) throws -> KnapsackProblem {
        let isCoarse = random.bool()
        let isRelated = random.bool()
        return try KnapsackProblem(
            (0..<(1 + random.integer(below: 6))).map { _ in
                (0..<(1 + random.integer(below: 5))).map { _ in
                    let cost = random.integer(below: 40)
                    return .init(
                        cost: 7 * cost, time: isRelated ? (cost + 15) / 16 * 9 : random.integer(below: 60),
                        damage: isCoarse ? Double(random.integer(below: 5)) : random.uniform(-1..<10))
                }
            })
    }

    @Test func equalsBruteForce() throws {
        var random = RandomStream(seed: 21, stream: "two limits")
        var kinds = (feasible: 0, together: 0)
        for _ in 0..<800 {
            let problem = try smallProblem(&random)
            func between(_ value: (KnapsackProblem.Option) -> Int) -> Int {
                let least = problem.groups.reduce(0) { $0 + ($1.map(value).min() ?? 0) }
                let most = problem.groups.reduce(0) { $0 + ($1.map(value).max() ?? 0) }
                return least + random.integer(below: most - least + 2)
            }
            let limits = KnapsackLimits(cost: between(\.cost), time: between(\.time))
            let best = bruteForce(problem, cost: limits.cost, time: limits.time!)
            switch Result(catching: { () throws(KnapsackError) in try KnapsackSolver(problem).solve(limits) }) {
            case .success(let solution):
                let expected = try #require(best)
                #expect(abs(solution.damage - expected) < 1e-9)
                #expect(solution.cost <= limits.cost && solution.time <= limits.time! && solution.isExact)
                #expect(solution.cost == zip(problem.groups, solution.choices).reduce(0) { $0 + $1.0[$1.1].cost })
                #expect(solution.time == zip(problem.groups, solution.choices).reduce(0) { $0 + $1.0[$1.1].time })
                #expect(solution.lowerBound <= expected + 1e-9)
                kinds.feasible += 1
            case .failure(let error):
                guard case .infeasibleTogether(let told, let minimum) = error else { throw error }
                #expect(best == nil && told == limits && minimum > limits.time!)
                // The minimum is one: with so much time there is a choice, with less there is none.
                #expect(bruteForce(problem, cost: limits.cost, time: minimum) != nil)
                #expect(bruteForce(problem, cost: limits.cost, time: minimum - 1) == nil)
                kinds.together += 1
            }
        }
        #expect(kinds.feasible > 400 && kinds.together > 50)
    }

    /// The least damage by a table over every cost and time up to the limits: another way to the exact answer.
    private func table(_ problem: KnapsackProblem, cost: Int, time: Int) -> Double {
        let width = time + 1
        var least = [Double](repeating: 0, count: (cost + 1) * width)
        for options in problem.groups {
            var next = [Double](repeating: .infinity, count: least.count)
            for option in options where option.cost <= cost && option.time <= time {
                for c in option.cost...cost {
                    for t in option.time...time {
                        let value = least[(c - option.cost) * width + t - option.time] + option.damage
                        next[c * width + t] = min(next[c * width + t], value)
                    }
                }
            }
            least = next
        }
        return least[cost * width + time]
    }

    /// Beyond what can be enumerated: 24 groups of 8, both limits binding.
    @Test func equalsTheTableOfAllCostsAndTimes() throws {
        var random = RandomStream(seed: 26, stream: "two limits")
        for round in 0..<16 {
            let problem = try KnapsackProblem(
                (0..<24).map { _ in
                    let (cost, time) = (1 + random.integer(below: 4), 1 + random.integer(below: 4))
                    let scale = random.uniform(0.1..<10)
                    return (0..<8).map { rank in
                        .init(
                            cost: cost * rank,
                            time: round % 2 == 0 ? time * ((rank + 2) / 3) * 2 : random.integer(below: 20),
                            damage: scale * (round % 4 < 2 ? pow(0.6, Double(rank)) : random.uniform()))
                    }
                })
            let cost = problem.groups.reduce(0) { $0 + $1[7].cost } * 3 / 10
            let time = problem.minimumTimes + (problem.maximumTimes - problem.minimumTimes) * 3 / 10
            let expected = table(problem, cost: cost, time: time)
            let solution = try KnapsackSolver(problem).solve(KnapsackLimits(cost: cost, time: time))
            #expect(solution.isExact && solution.cost <= cost && solution.time <= time)
            #expect(abs(solution.damage - expected) < 1e-9 * (1 + expected))
        }
    }

    @Test func limitsThatCannotBeKeptAloneAreNamed() throws {
        let problem = try KnapsackProblem([
            [.init(cost: 7, time: 2, damage: 0), .init(cost: 5, time: 9, damage: 3)],
            [.init(cost: 4, time: 1, damage: 0)],
        ])
        let solver = KnapsackSolver(problem)
        #expect(try solver.solve(KnapsackLimits(cost: 11, time: 3)).choices == [0, 0])
        #expect(try solver.solve(KnapsackLimits(cost: 9, time: 10)).choices == [1, 0])
        #expect(throws: KnapsackError.infeasible(limit: 8, minimum: 9)) {
            try solver.solve(KnapsackLimits(cost: 8, time: 10))
        }
        #expect(throws: KnapsackError.infeasibleTime(limit: 2, minimum: 3)) {
            try solver.solve(KnapsackLimits(cost: 11, time: 2))
        }
        let limits = KnapsackLimits(cost: 10, time: 9)
        #expect(throws: KnapsackError.infeasibleTogether(limits: limits, minimum: 10)) { try solver.solve(limits) }
        #expect(try KnapsackSolver(KnapsackProblem([])).solve(KnapsackLimits(cost: 0, time: 0)).choices == [])
    }

    /// Without a limit on time the answer is the one of a single resource, to the last bit.
    @Test func oneLimitIsWhatItWas() throws {
        var random = RandomStream(seed: 22, stream: "two limits")
        for _ in 0..<30 {
            let problem = try largeProblem(40, &random)
            let bare = try KnapsackProblem(
                problem.groups.map { $0.map { .init(cost: $0.cost, damage: $0.damage) } })
            let limit = problem.minimumCost + random.integer(below: 400_000_000)
            let (with, without) = try (
                KnapsackSolver(problem).solve(KnapsackLimits(cost: limit)), KnapsackSolver(bare).solve(limit: limit)
            )
            #expect(with.choices == without.choices && with.damage == without.damage)
            #expect(with.lowerBound == without.lowerBound)
            // A limit on time that binds nothing changes nothing either.
            #expect(try KnapsackSolver(problem).solve(.init(cost: limit, time: .max / 2)).choices == with.choices)
        }
    }

    /// Sites as a network has them: MACs proportional to rank, times in steps of a vector register.
    private func largeProblem(_ sites: Int, _ random: inout RandomStream) throws -> KnapsackProblem {
        try KnapsackProblem(
            (0..<sites).map { _ in
                let channels = 32 << random.integer(below: 4)
                let positions = 11_059_200 / channels / channels
                let full = positions * channels * channels * 9
                let speed = random.uniform(25..<45)
                let (scale, decay) = (pow(10, random.uniform(-3..<0)), random.uniform(2..<8))
                return (0..<16).map { index in
                    if index == 0 { return .init(cost: 0, time: 0, damage: scale * (1 - exp(-decay))) }
                    if index == 15 { return .init(cost: full, time: Int(Double(full) / speed), damage: 0) }
                    let rank = max(1, channels * index / 20)
                    let macs = positions * rank * channels * 10
                    let vectors = (rank + 15) / 16 * 16
                    let time = Double(positions * vectors * channels * 9) / speed + random.uniform(0..<3000)
                    let share = Double(macs) / Double(full)
                    return .init(
                        cost: macs, time: Int(time),
                        damage: scale * (exp(-decay * share) - exp(-decay)) * random.uniform(0.97..<1.03))
                }
            })
    }

    /// The size of real networks, one limit binding or the other or both: proven, and no better than either limit alone.
    @Test(arguments: [(30, 35), (20, 35), (30, 30), (15, 25)])
    func networksAreSolvedExactly(shares: (cost: Int, time: Int)) throws {
        var random = RandomStream(seed: 23, stream: "two limits \(shares)")
        let problem = try largeProblem(64, &random)
        let full = problem.groups.reduce(into: (cost: 0, time: 0)) {
            $0.cost += $1[15].cost
            $0.time += $1[15].time
        }
        let limits = KnapsackLimits(cost: full.cost / 100 * shares.cost, time: full.time / 100 * shares.time)
        let solution = try KnapsackSolver(problem).solve(limits)
        #expect(solution.isExact && solution.cost <= limits.cost && solution.time <= limits.time!)
        #expect(solution.damage >= (try KnapsackSolver(problem).solve(limit: limits.cost).damage))
        #expect(solution.gap < 0.01)
        #expect(solution == (try KnapsackSolver(problem).solve(limits)))
    }

    /// Too few states to prove anything: an answer within both limits, and an honest bound.
    @Test func withoutRoomThereIsStillAnAnswerAndABound() throws {
        var random = RandomStream(seed: 24, stream: "two limits")
        for _ in 0..<10 {
            let problem = try KnapsackProblem(
                (0..<25).map { _ in
                    (0..<8).map { _ in
                        .init(
                            cost: random.integer(below: 100_000), time: random.integer(below: 100_000),
                            damage: random.uniform())
                    }
                })
            let limits = KnapsackLimits(cost: 900_000, time: 900_000)
            let exact = try KnapsackSolver(problem).solve(limits)
            let hurried = try KnapsackSolver(problem, stateLimit: 4).solve(limits)
            #expect(hurried.cost <= limits.cost && hurried.time <= limits.time!)
            #expect(hurried.damage >= exact.damage - 1e-12)
            #expect(hurried.lowerBound <= exact.damage + 1e-12 && exact.lowerBound <= exact.damage)
            #expect(!hurried.isExact || abs(hurried.damage - exact.damage) < 1e-9)
        }
    }

    /// The prices are multipliers: at them the relaxation's bound is close to the optimum, and a resource that does not
    /// bind has none.
    @Test func pricesBindWhatBinds() throws {
        var random = RandomStream(seed: 25, stream: "two limits")
        let problem = try largeProblem(60, &random)
        let full = problem.groups.reduce(into: (cost: 0, time: 0)) {
            $0.cost += $1[15].cost
            $0.time += $1[15].time
        }
        for (cost, time) in [(20, 90), (90, 20), (30, 35)] {
            let limits = KnapsackLimits(cost: full.cost / 100 * cost, time: full.time / 100 * time)
            let prices = try KnapsackSolver(problem).prices(limits)
            #expect(prices.cost >= 0 && prices.time >= 0)
            if time == 90 { #expect(prices.cost > 0 && prices.time == 0) }
            if cost == 90 { #expect(prices.time > 0 && prices.cost == 0) }
            // Any prices prove a bound; these prove nearly the optimum.
            let bound =
                problem.groups.reduce(0.0) { total, options in
                    total
                        + (options.map { $0.damage + prices.cost * Double($0.cost) + prices.time * Double($0.time) }
                            .min() ?? 0)
                } - prices.cost * Double(limits.cost) - prices.time * Double(limits.time!)
            let optimum = try KnapsackSolver(problem).solve(limits).damage
            #expect(bound <= optimum + 1e-9 && bound > 0.98 * optimum)
        }
    }
}

extension KnapsackProblem {
    fileprivate var minimumTimes: Int { groups.reduce(0) { $0 + ($1.map(\.time).min() ?? 0) } }
    fileprivate var maximumTimes: Int { groups.reduce(0) { $0 + ($1.map(\.time).max() ?? 0) } }
}
