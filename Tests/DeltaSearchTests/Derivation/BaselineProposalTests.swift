import Compute
import Networks
import RandomStreams
import StudentSpace
import Testing
import VideoData

@testable import DeltaSearch

/// What the baselines propose from damages and gates.
@Suite struct BaselineProposalTests {
    private static func example() throws -> SearchSpace { TinyTeacher.space(try TinyTeacher.make()) }

    /// Every step of the replacement takes the least damage for what it saves: replayed from the result.
    @Test func greedyTakesTheCheapestDamageFirst() throws {
        let space = try Self.example()
        var stream = RandomStream(seed: 1, stream: "greedy")
        for _ in 0..<20 {
            let damages = DerivationTests.damages(space, &stream)
            let limit = space.limit(space.minimumMACs + stream.integer(below: space.teacherMACs))
            let proposals = GreedyProposer(space, limit: limit, damages: damages).propose()
            let chosen = try #require(proposals.first?.choices)
            #expect(proposals.count == 1 && limit.allows(space.cost(chosen)))
            var current = space.choices.map { $0.candidates.count - 1 }
            while !limit.allows(space.cost(current)) {
                var best: (price: Double, site: Int, candidate: Int)?
                for (site, choice) in space.choices.enumerated() {
                    for k in choice.candidates.indices where choice.macs[k] < choice.macs[current[site]] {
                        let price =
                            (damages[site][k] - damages[site][current[site]])
                            / Double(choice.macs[current[site]] - choice.macs[k])
                        if price < best?.price ?? .infinity { best = (price, site, k) }
                    }
                }
                let step = try #require(best)
                current[step.site] = step.candidate
            }
            #expect(chosen == current)
        }
    }

    /// With damages that grow faster the more is saved, replacing greedily comes close to the knapsack's optimum.
    @Test func greedyIsNoBetterThanTheOptimum() throws {
        let space = try Self.example()
        var stream = RandomStream(seed: 2, stream: "greedy")
        func total(_ damages: [[Double]], _ choices: [Int]) -> Double {
            zip(damages, choices).reduce(0) { $0 + $1.0[$1.1] }
        }
        for _ in 0..<10 {
            let damages = DerivationTests.damages(space, &stream)
            let limit = space.limit(space.teacherMACs / 2)
            let greedy = GreedyProposer(space, limit: limit, damages: damages).propose()[0].choices
            let optimum = try KnapsackSolver(space.knapsack(damages: damages)).solve(limit: limit.deltaFrameMACs)
            #expect(total(damages, greedy) >= optimum.damage - 1e-12)
        }
    }

    @Test func gatesAreTakenAsTheyAreWhereTheyFit() throws {
        let space = try Self.example()
        // The cheapest everywhere, at some sites by more than at others.
        let cheap = space.choices.enumerated().map { site, choice in
            choice.macs.map { -Double((site + 1) * $0) / Double(space.teacherMACs) }
        }
        let proposals = GateProposer(space, limit: space.limit(space.teacherMACs / 2), logits: cheap).propose()
        #expect(proposals[0].choices == space.choices.map { _ in 0 })
        // The moved price spends more.
        #expect(proposals.count == 2)
        #expect(space.macs(proposals[1].choices) > space.minimumMACs)
    }

    /// What the moved price chooses keeps the budget, and the next network of a lower price would not.
    @Test func aPriceIsMovedToTheBudget() throws {
        let space = try Self.example()
        var stream = RandomStream(seed: 3, stream: "gates")
        for _ in 0..<20 {
            let logits = space.choices.map { $0.candidates.map { _ in 2 * stream.normal() } }
            let limit = space.limit(space.minimumMACs + 1 + stream.integer(below: space.teacherMACs))
            let moved = try #require(GateProposer(space, limit: limit, logits: logits).propose().last)
            let cost = space.macs(moved.choices)
            #expect(cost <= limit.deltaFrameMACs)
            let dearer = GateProposer(space, limit: space.limit(cost), logits: logits).propose()
            #expect(space.macs(try #require(dearer.last).choices) == cost)
        }
        // Where the budget is that of the dearest network, no price is low enough not to fit.
        let dearest = try #require(
            GateProposer(
                space, limit: space.limit(space.maximumMACs), logits: space.choices.map { $0.candidates.map { _ in 0 } }
            ).propose().last)
        #expect(space.macs(dearest.choices) == space.maximumMACs)
    }

    /// What is left of the budget is spent: no site could take a dearer candidate any more.
    @Test func nothingIsLeftThatWouldBuyAnything() throws {
        let space = try Self.example()
        var stream = RandomStream(seed: 4, stream: "gates")
        for _ in 0..<20 {
            let logits = space.choices.map { $0.candidates.map { _ in 2 * stream.normal() } }
            let limit = space.limit(space.minimumMACs + 1 + stream.integer(below: space.teacherMACs))
            let moved = try #require(GateProposer(space, limit: limit, logits: logits).propose().last).choices
            for (site, choice) in space.choices.enumerated() {
                for k in choice.candidates.indices where choice.macs[k] > choice.macs[moved[site]] {
                    var dearer = moved
                    dearer[site] = k
                    #expect(!limit.allows(space.cost(dearer)))
                }
            }
        }
    }

    /// The network at the budget comes first where it is asked for, whatever others measure, and also where it is the one
    /// that a search has settled.
    @Test func theNetworkAtTheBudgetIsForced() throws {
        let teacher = try TinyTeacher.make()
        let space = TinyTeacher.space(teacher)
        let logits = space.choices.map { choice in choice.macs.map { -Double($0) / Double(space.teacherMACs) } }
        let limit = space.limit(space.teacherMACs / 2)
        let moved = try #require(
            GateProposer(space, limit: limit, logits: logits, fillsBudget: true).propose().first)
        for settled in [nil, moved.choices] {
            let proposals = try Derivation(
                teacher, space: space, strategy: .deltaDistillation, seed: 0, damages: logits, logits: logits,
                settled: settled, fillsBudget: true
            ).proposals(limit: limit)
            #expect(proposals.count == 2 && proposals[0].isForced && proposals[0].choices == moved.choices)
            #expect(!proposals[1].isForced && space.macs(proposals[1].choices) < space.macs(moved.choices))
            func measured(_ proposal: Proposal, agreeing: Bool) -> MeasuredProposal {
                var evaluation = Evaluation(classes: 2, interval: 4)
                let taught = ClassMap.labels(LabelMap(width: 1, height: 1, ids: [0]))
                let other = ClassMap.labels(LabelMap(width: 1, height: 1, ids: [1]))
                evaluation.add(distance: 1, predicted: agreeing ? taught : other, taught: taught, labels: nil)
                return MeasuredProposal(proposal: proposal, evaluation: evaluation)
            }
            #expect(
                MeasuredProposal.isBetter(
                    measured(proposals[0], agreeing: false), measured(proposals[1], agreeing: true)))
        }
    }
}
