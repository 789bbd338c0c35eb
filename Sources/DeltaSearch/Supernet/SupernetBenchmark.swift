public import Compute
import Networks
import RandomStreams
import StudentSpace
public import VideoData

/// A differentiable search set up to be timed: what one of its steps costs, without the statistics that a search starts
/// with.
///
/// Every convolution but the first and the last holds `teacher` and separable students; these two hold `teacher` alone.
/// Factors are random, patches count as white (A = I), logits start even: none of it changes what a step has to do.
/// Frame pairs are drawn from the clip's windows as a search draws them.
public final class SupernetBenchmark {
    private let search: GumbelSearch

    /// - Parameters:
    ///   - candidates: at each of the inner sites; 1...16.
    ///   - pairs: frame pairs a step.
    ///   - range: frames of the source, all of one video.
    ///   - interval: T, the frames of a window.
    /// - Throws: ``SearchError/clipTooShort(source:frames:keyframeInterval:)``; what reading frames and compiling plans
    ///   throw.
    public init(
        _ teacher: TeacherModel, candidates: Int, pairs: Int, source: any FrameSource, range: Range<Int>,
        interval: Int, pool: WorkerPool, seed: UInt64 = 0
    ) throws {
        let choices = Self.choices(teacher.sites, count: candidates)
        let bank = CandidateBank(choices, factors: Self.factors(choices, teacher, seed))
        let split = try ClipSplit(source.videos(in: range), interval: interval, source: source.name)
        let scores = try TeacherScores(
            teacher, source, frames: split.all.flatMap { Array($0.deltaFrames) }, pool: pool)
        let supernet = try Supernet(
            teacher, bank: bank, statistics: teacher.sites.map(Self.white), pairs: pairs, pool: pool)
        // A budget that a choice has to be made for; the damages are of no consequence.
        let damages = bank.sites.map { $0.macs.map { 1 / Double(1 + $0) } }
        search = try GumbelSearch(
            supernet: supernet, decisions: Decisions(candidateCounts: bank.sites.map(\.macs.count)),
            start: BudgetPressures.start(
                macs: bank.sites.map(\.macs), budget: teacher.macs / 2, damages: damages,
                positions: scores.positions),
            damages: damages, split: split, source: source, scores: scores,
            configuration: SearchConfiguration(searchSteps: 1_000_000, settleSteps: 0, pairs: pairs, seed: seed),
            pool: pool)
        search.logits = choices.map { $0.candidates.map { _ in 0 } }
    }

    /// One step of the search: pairs drawn, candidates sampled, forward and backward, logits and factors moved.
    @discardableResult
    public func step() throws -> GumbelSearch.Report { try search.advance() }

    /// `teacher` and separable students of ranks Cout/4, /8, /2, /16, /3, /6, /12, …, all different, at every site but
    /// the first and the last.
    static func choices(_ sites: [Site], count: Int) -> [(site: Site, candidates: [Candidate])] {
        precondition((1...16).contains(count), "\(count) candidates a site")
        return sites.enumerated().map { index, site in
            let isInner = index > 0 && index < sites.count - 1
            return (
                site, [.teacher] + ranks(site.output.channels, isInner ? count - 1 : 0).map { .separable(rank: $0) }
            )
        }
    }

    /// The first `count` ranks; where two of them come to the same number of channels, the later is the next free one.
    private static func ranks(_ channels: Int, _ count: Int) -> [Int] {
        var ranks: [Int] = []
        for divisor in [4, 8, 2, 16, 3, 6, 12, 5, 7, 9, 10, 11, 13, 14, 15].prefix(count) {
            var rank = max(1, channels / divisor)
            while ranks.contains(rank) { rank += 1 }
            ranks.append(rank)
        }
        return ranks
    }

    private static func factors(
        _ choices: [(site: Site, candidates: [Candidate])], _ teacher: TeacherModel, _ seed: UInt64
    ) -> Parameters {
        var result = Parameters()
        for (site, candidates) in choices {
            for (name, shape) in SupernetSite.factorShapes(site, candidates) {
                if name == "\(site.name)/\(Candidate.teacher)/weight" {
                    result[name] = teacher.parameters.value(site.name + ".weight")
                    continue
                }
                var stream = RandomStream(seed: seed, stream: "benchmark/\(name)")
                let deviation = 1 / Double(shape.dropFirst().reduce(1, *)).squareRoot()
                result[name] = .init(
                    shape: shape,
                    values: (0..<shape.reduce(1, *)).map { _ in Float(deviation * stream.normal()) })
            }
        }
        return result
    }

    /// Statistics that say `A = I`.
    private static func white(_ site: Site) -> SiteStatistics {
        let size = site.input.channels / site.convolution.groups * site.convolution.kernel.area
        let statistics = SiteStatistics(
            site, patchSums: (0..<site.convolution.groups).map { _ in .identity(size: size) })
        statistics.patches = 1
        return statistics
    }
}
