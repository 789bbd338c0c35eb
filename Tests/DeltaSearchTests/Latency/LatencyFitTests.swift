import Networks
import StudentSpace
import Testing

@testable import DeltaSearch

@Suite struct LatencyFitTests {
    private static func points(scale: Double, rest: Double, deviation: Double = 0) -> [LatencyFit.Point] {
        stride(from: 5e6, through: 30e6, by: 1e6).map {
            LatencyFit.Point(sum: $0, frame: scale * $0 + rest, deviation: deviation)
        }
    }

    @Test func exactFramesDecide() {
        let line = LatencyFit.line(Self.points(scale: 1.3, rest: 2e6), rest: 1e6, scaleDeviation: 0.1)
        #expect(abs(line.scale - 1.3) < 0.02)
        #expect(abs(line.rest - 2e6) < 0.3e6)
    }

    @Test func framesThatSayNothingLeaveTheNodesTimes() {
        let line = LatencyFit.line(Self.points(scale: 2.5, rest: 9e6, deviation: 1e9), rest: 1e6, scaleDeviation: 0.1)
        #expect(abs(line.scale - 1) < 0.01)
        #expect(abs(line.rest - 1e6) < 0.1e6)
    }

    @Test func withoutFramesTheNodesTimesStand() {
        let line = LatencyFit.line([], rest: 1e6, scaleDeviation: 0.1)
        #expect(line.scale == 1)
        #expect(line.rest == 1e6)
    }

    @Test func theRestIsNeverNegative() {
        let line = LatencyFit.line(Self.points(scale: 1.2, rest: -4e6), rest: 0, scaleDeviation: 0.1)
        #expect(line.rest == 0)
        #expect(line.scale > 0.5 && line.scale < 1.2)
    }

    @Test func quartilesAreThoseOfSortedSamples() {
        let summary = TimeSummary([50, 10, 30, 20, 40])
        #expect((summary.lowerQuartile, summary.median, summary.upperQuartile) == (20, 30, 40))
        #expect(summary.spread == 20.0 / 30)
        #expect(TimeSummary([7]).spread == 0)
        #expect(TimeSummary([0, 4]).lowerQuartile == 1)
    }

    /// Node times of which every sum is known: a candidate's share is its own nodes' and its followers', whatever else
    /// the assembly holds.
    @Test func sharesComeFromTheNodesOfTheSite() throws {
        let teacher = try TinyTeacher.make()
        let space = TinyTeacher.space(teacher)
        let followers = try SiteFollowers(teacher)
        let assemblies = try LatencyDesign(space, silent: followers.dispensable, seed: 0).assemblies.map { choices in
            var timing = try AssemblyTiming(choices, space, teacher, followers)
            // A node takes as many microseconds as its name has letters.
            let nodes = timing.network.nodes.map { ($0.name, 1000 * $0.name.count) }
            timing.add(nodes: Dictionary(uniqueKeysWithValues: nodes))
            timing.add(frame: nodes.reduce(0) { $0 + $1.1 })
            return timing
        }
        let fit = LatencyFit(space, assemblies, threads: 1)
        #expect(abs(fit.scale - 1) < 0.05)
        for choice in space.choices {
            for candidate in choice.candidates {
                let own = candidate.expansion(at: choice.site).reduce(0) { $0 + $1.name.count }
                let index = teacher.sites.firstIndex(of: choice.site)
                let behind = followers.owner.filter { $0.value == index }.reduce(0) { $0 + $1.key.count }
                let expected = candidate == .zero ? 0 : Double(1000 * (own + behind))
                let found = Double(fit.table[choice.site.name]?["\(candidate)"] ?? -1)
                #expect(abs(found - fit.scale * expected) <= 0.15 * expected + 1, "\(choice.site.name) \(candidate)")
            }
        }
    }
}
