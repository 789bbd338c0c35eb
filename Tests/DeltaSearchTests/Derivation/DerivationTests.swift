import Compute
import Networks
import RandomStreams
import StudentSpace
import Testing

@testable import DeltaSearch

@Suite struct DerivationTests {
    static func damages(_ space: SearchSpace, _ stream: inout RandomStream) -> [[Double]] {
        space.choices.map { choice in
            choice.candidates.map { $0 == .teacher ? 0 : stream.uniform(0.01..<1) }
        }
    }

    /// Random damages, logits and limits: whatever is proposed keeps the limit, and nothing is proposed twice.
    @Test(arguments: SearchStrategy.allCases)
    func everyProposalKeepsTheLimit(strategy: SearchStrategy) throws {
        let teacher = try TinyTeacher.make()
        let space = SearchSessionTests.space(teacher)
        var stream = RandomStream(seed: 1, stream: "limits.\(strategy)")
        for _ in 0..<25 {
            let limit = space.limit(1 + stream.integer(below: teacher.macs))
            let damages = Self.damages(space, &stream)
            let logits = space.choices.map { $0.candidates.map { _ in 3 * stream.normal() } }
            let settled = space.choices.map { stream.integer(below: $0.candidates.count) }
            let derivation = Derivation(
                teacher, space: space, strategy: strategy, seed: stream.next(), damages: damages,
                logits: strategy.isDifferentiable ? logits : nil, settled: settled)
            let proposals = try derivation.proposals(limit: limit)
            #expect(!proposals.isEmpty)
            for proposal in proposals {
                #expect(limit.allows(deltaFrameMACs: space.macs(proposal.choices)), "\(proposal.label)")
                #expect(!proposal.label.isEmpty)
            }
            #expect(Set(proposals.map(\.choices)).count == proposals.count)
            #expect(Set(proposals.map(\.label)).count == proposals.count)
            // What the search has settled comes first where it may, and never where it may not.
            #expect((proposals[0].choices == settled) == limit.allows(deltaFrameMACs: space.macs(settled)))
        }
    }

    @Test func theFirstProposalOfSolveIsTheKnapsacksOptimum() throws {
        let teacher = try TinyTeacher.make()
        let space = TinyTeacher.space(teacher)
        var stream = RandomStream(seed: 2, stream: "optimum")
        for _ in 0..<10 {
            let damages = Self.damages(space, &stream)
            let limit = space.limit(teacher.macs / 2)
            let derivation = Derivation(
                teacher, space: space, strategy: .solve, seed: 1, damages: damages, logits: nil, settled: nil)
            let choices = try derivation.proposals(limit: limit)[0].choices
            let optimum = try KnapsackSolver(space.knapsack(damages: damages)).solve(limit: limit.deltaFrameMACs)
            func damage(_ choices: [Int]) -> Double { zip(damages, choices).reduce(0) { $0 + $1.0[$1.1] } }
            // Equal, or better once what does nothing has given its MACs back.
            #expect(choices == optimum.choices || space.macs(choices) <= limit.deltaFrameMACs)
            if choices == optimum.choices { #expect(abs(damage(choices) - optimum.damage) < 1e-12) }
        }
    }

    @Test func theSameSeedProposesTheSame() throws {
        let teacher = try TinyTeacher.make()
        let space = SearchSessionTests.space(teacher)
        var stream = RandomStream(seed: 3, stream: "seed")
        let damages = Self.damages(space, &stream)
        func proposals(_ strategy: SearchStrategy, _ seed: UInt64) throws -> [Proposal] {
            try Derivation(
                teacher, space: space, strategy: strategy, seed: seed, damages: damages, logits: nil, settled: nil
            ).proposals(limit: space.limit(teacher.macs / 2))
        }
        for strategy in SearchStrategy.allCases {
            #expect(try proposals(strategy, 1) == proposals(strategy, 1))
        }
        #expect(try proposals(.random, 1) != proposals(.random, 2))
    }

    @Test func whatCannotBeIsAnError() throws {
        let teacher = try TinyTeacher.chain()
        let space = SearchSpace(
            teacher.sites.map { .init(site: $0, candidates: [.teacher, .lowRank(rank: 1)]) },
            templates: [CandidateTemplate("teacher")!])
        func derivation(_ strategy: SearchStrategy) -> Derivation {
            Derivation(
                teacher, space: space, strategy: strategy, seed: 1, damages: space.choices.map { _ in [1, 0] },
                logits: nil, settled: [1, 1, 1])
        }
        for strategy in SearchStrategy.allCases {
            #expect(throws: InfeasibleBudget.self) {
                try derivation(strategy).proposals(limit: space.limit(space.minimumMACs - 1))
            }
            #expect(try !derivation(strategy).proposals(limit: space.limit(space.maximumMACs)).isEmpty)
        }
        // The space has a network within the limit, `uniform` has none: `teacher` everywhere is all it may try.
        let limit = space.limit(space.minimumMACs)
        #expect(throws: DerivationError.nothingWithin(limit: limit, strategy: "uniform")) {
            try derivation(.uniform).proposals(limit: limit)
        }
    }
}
