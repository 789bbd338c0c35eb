import Compute
import Networks
import StudentSpace
import Testing
import VideoData

@testable import DeltaSearch

@Suite struct SupernetBenchmarkTests {
    @Test(arguments: [1, 2, 8, 16])
    func everyInnerSiteHasThatManyDifferentCandidates(_ count: Int) throws {
        let network = try Architecture(name: "ddrnet-23-slim").network(classes: 11, input: Size(height: 64, width: 64))
        let sites = try Site.sites(of: BatchNormFolding(network).network)
        let choices = SupernetBenchmark.choices(sites, count: count)
        #expect(choices.first?.candidates == [.teacher])
        #expect(choices.last?.candidates == [.teacher])
        for (site, candidates) in choices.dropFirst().dropLast() {
            #expect(candidates.count == count && Set(candidates).count == count)
            #expect(candidates.first == .teacher)
            if count > 1 { #expect(candidates[1] == .separable(rank: site.output.channels / 4)) }
        }
    }

    @Test func stepsAreASearchs() throws {
        let network = try Architecture(name: "ddrnet-23-slim").network(classes: 11, input: Size(height: 64, width: 64))
        let teacher = try TeacherModel(network, parameters: network.initialParameters(seed: 1))
        let streets = Streets(seed: 3, size: FrameSize(height: 64, width: 64), frames: 12)
        let benchmark = try SupernetBenchmark(
            teacher, candidates: 3, pairs: 2, source: streets, range: 0..<12, interval: 4, pool: WorkerPool(count: 2))
        let reports = try (0..<3).map { _ in try benchmark.step() }
        #expect(reports.map(\.step) == [0, 1, 2])
        #expect(reports.allSatisfy { $0.divergence > 0 && $0.divergence.isFinite })
        // Other pairs and other samples in every step.
        #expect(Set(reports.map(\.divergence)).count == 3)
        // The logits have moved: π is even at the start only.
        #expect(reports[0].entropy > reports[2].entropy)
    }
}
