import RandomStreams
import StudentSpace
import Testing

@testable import DeltaSearch

@Suite struct LatencyDesignTests {
    private let space: SearchSpace
    private let followers: SiteFollowers

    init() throws {
        let teacher = try TinyTeacher.make()
        space = TinyTeacher.space(teacher)
        followers = try SiteFollowers(teacher)
    }

    @Test func everyCandidateButZeroRunsAtLeastTwice() {
        let design = LatencyDesign(space, silent: followers.dispensable, seed: 3)
        let sweeps = design.assemblies.dropLast(LatencyDesign.assembliesWithZeros)
        for (site, choice) in space.choices.enumerated() {
            for (index, candidate) in choice.candidates.enumerated() where candidate != .zero {
                #expect(sweeps.count { $0[site] == index } >= 2, "\(choice.site.name) \(candidate)")
            }
            #expect(sweeps.allSatisfy { choice.candidates[$0[site]] != .zero })
        }
    }

    @Test func onlyDispensableSitesAreSilent() {
        var stream = RandomStream(seed: 1, stream: "test")
        let choices = LatencyDesign.random(space, silent: followers.dispensable, zeroProbability: 1, using: &stream)
        for (site, choice) in space.choices.enumerated() {
            let isZero = choice.candidates[choices[site]] == .zero
            #expect(isZero == (followers.dispensable.contains(site) && choice.candidates.contains(.zero)))
        }
    }

    @Test func theSameSeedGivesTheSameAssemblies() {
        let first = LatencyDesign(space, silent: followers.dispensable, seed: 5).assemblies
        #expect(first == LatencyDesign(space, silent: followers.dispensable, seed: 5).assemblies)
        #expect(first != LatencyDesign(space, silent: followers.dispensable, seed: 6).assemblies)
    }

    @Test func aSpaceWithoutAChoiceIsMeasuredToo() throws {
        let teacher = try TinyTeacher.chain()
        let fixed = SearchSpace(teacher.sites.map { .init(site: $0, candidates: [.teacher]) })
        let design = LatencyDesign(fixed, silent: [], seed: 0)
        #expect(design.assemblies.allSatisfy { $0 == [0, 0, 0] })
        #expect(design.assemblies.count >= 2)
    }
}
