import Networks
import StudentSpace
import Testing

@testable import DeltaSearch

@Suite struct KnapsackProposerTests {
    /// Two branches, concatenated: `a` then `a2`, and `b`; then a classifier.
    private static func branches() throws -> TeacherModel {
        var b = NetworkBuilder(name: "branches")
        let frame = try b.input("frame", FeatureShape(height: 8, width: 8, channels: 3))
        let a = try b.relu("a.relu", b.convolution("a", frame, 4, kernel: 3))
        let a2 = try b.convolution("a2", a, 4, kernel: 3)
        let side = try b.convolution("b", frame, 4, kernel: 3)
        try b.output(b.convolution("classes", b.concat("joined", [a2, side]), 3, kernel: 1))
        return try TinyTeacher.model(b.network, seed: 1)
    }

    private static func space(_ teacher: TeacherModel) -> SearchSpace {
        SearchSpace(teacher.sites.map { .init(site: $0, candidates: [.teacher, .zero, .lowRank(rank: 1)]) })
    }

    private static func damages(_ space: SearchSpace, _ values: [String: [Candidate: Double]]) -> [[Double]] {
        space.choices.map { choice in choice.candidates.map { values[choice.site.name]?[$0] ?? 0 } }
    }

    private static func candidates(_ space: SearchSpace, _ choices: [Int]) -> [String: Candidate] {
        Dictionary(
            uniqueKeysWithValues: zip(space.choices, choices).map { ($0.site.name, $0.candidates[$1]) })
    }

    /// A site whose output only zeros multiply gets its cheapest candidate.
    @Test func whatNothingReadsIsNotPaidFor() throws {
        let teacher = try TinyTeacher.chain()
        let space = Self.space(teacher)
        let damages = Self.damages(
            space,
            [
                "first": [.zero: 100, .lowRank(rank: 1): 50, .teacher: 0],
                // `zero` is taken here, behind `first`.
                "second": [.zero: 0, .lowRank(rank: 1): 1, .teacher: 1],
                "classes": [.zero: 100, .lowRank(rank: 1): 50, .teacher: 0],
            ])
        let choices = try KnapsackProposer(teacher, space, limit: space.maximumMACs)
            .propose("test", damages: damages, count: 1, seed: 1)[0].choices
        #expect(space.macs(choices) == 0)
    }

    /// A site that only zeros feed does nothing either, though a concat still reads it; what it cost goes elsewhere.
    @Test func whatOnlyZerosFeedIsNotPaidFor() throws {
        let teacher = try Self.branches()
        let space = Self.space(teacher)
        let damages = Self.damages(
            space,
            [
                "a": [.zero: 0, .lowRank(rank: 1): 1000, .teacher: 1000],
                "a2": [.zero: 10, .lowRank(rank: 1): 10, .teacher: 0],
                "b": [.zero: 50, .lowRank(rank: 1): 5, .teacher: 0],
                "classes": [.zero: 500, .lowRank(rank: 1): 500, .teacher: 0],
            ])
        func macs(_ name: String, _ candidate: Candidate) -> Int {
            let choice = space.choices.first { $0.site.name == name }!
            return choice.macs[choice.candidates.firstIndex(of: candidate)!]
        }
        // Room for `a2` and a little of `b`, or for all of `b` and nothing of `a2`.
        let limit = macs("a2", .teacher) + macs("b", .lowRank(rank: 1)) + macs("classes", .teacher)
        #expect(macs("a2", .teacher) + macs("b", .teacher) + macs("classes", .teacher) > limit)
        let solution = try KnapsackSolver(space.knapsack(damages: damages)).solve(limit: limit)
        #expect(Self.candidates(space, solution.choices)["a2"] == .teacher)

        let choices = try KnapsackProposer(teacher, space, limit: limit)
            .propose("test", damages: damages, count: 1, seed: 1)[0].choices
        #expect(
            Self.candidates(space, choices) == ["a": .zero, "a2": .zero, "b": .teacher, "classes": .teacher])
        #expect(space.macs(choices) <= limit)
    }

    /// Without `zero` at a dead site, its cheapest candidate.
    @Test func aDeadSiteWithoutZeroGetsTheCheapest() throws {
        let teacher = try TinyTeacher.chain()
        let space = SearchSpace(
            teacher.sites.map { site in
                let candidates: [Candidate] =
                    site.name == "first"
                    ? [.teacher, .lowRank(rank: 1), .lowRank(rank: 2)] : [.teacher, .zero, .lowRank(rank: 1)]
                return .init(site: site, candidates: candidates)
            })
        let damages = Self.damages(
            space,
            [
                "first": [.lowRank(rank: 1): 100, .lowRank(rank: 2): 50, .teacher: 0],
                "second": [.zero: 0, .lowRank(rank: 1): 1, .teacher: 1],
                "classes": [.zero: 0, .lowRank(rank: 1): 1, .teacher: 1],
            ])
        let choices = try KnapsackProposer(teacher, space, limit: space.maximumMACs)
            .propose("test", damages: damages, count: 1, seed: 1)[0].choices
        #expect(Self.candidates(space, choices)["first"] == .lowRank(rank: 1))
    }
}
