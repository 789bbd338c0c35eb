import Compute
import Networks
import StudentSpace
import Testing
import VideoData

@testable import DeltaSearch

/// The real teacher on real video, at a ninth of its size: low ranks alone, everything at the cost of C/4 everywhere.
@Suite(.enabled(if: Shared.isAvailable, "needs ../shared")) struct SharedClipTests {
    private static let input = Size(height: 120, width: 160)

    @Test func statisticsBeatWeightsAndAnExactChoiceBeatsOneEverywhere() throws {
        let teacher = try TeacherModel(
            Architecture(name: "ddrnet-23-slim"), classes: 11, input: Self.input, checkpoint: Shared.teacher)
        let source = FrameCache(
            try DataSource.open(Shared.clip, size: FrameSize(height: 120, width: 160), classCount: 11))
        let pool = WorkerPool(count: 2)
        let space = SearchSpace(teacher.sites.map { .init(site: $0, candidates: Self.candidates($0)) })
        let uniform = space.choices.map { choice in
            choice.candidates.firstIndex(of: .lowRank(rank: choice.site.output.channels / 4))
                ?? choice.candidates.firstIndex(of: .teacher)!
        }

        let collector = try StatisticsCollector(teacher, pool: pool, seed: 1)
        try collector.add(FrameWindow.split(0..<28, interval: 4), of: source)
        let fitted = try SpaceFitter.fit(
            collector.statistics, candidates: space.choices.map(\.candidates), teacher: teacher, pool: pool)
        let bank = CandidateBank(fitted)
        let solved = try KnapsackProposer(teacher, space, limit: space.macs(uniform))
            .propose("knapsack", damages: fitted.map(\.damages), count: 1, seed: 1)[0].choices
        #expect(space.macs(solved) <= space.macs(uniform))

        let students = [try Self.weightSVD(teacher, space, uniform), bank.student(uniform), bank.student(solved)]
        let shares = try students.map { student in
            try StreamEvaluator(teacher, interval: 4, pool: pool)
                .evaluate(student, FrameWindow.split(28..<44, interval: 4), of: source).agreement.share!
        }
        #expect(shares[0] < shares[1] && shares[1] < shares[2], "\(shares)")
        #expect(shares[2] > 0.95)
    }

    private static func candidates(_ site: Site) -> [Candidate] {
        let channels = site.output.channels
        let ranks = [channels / 16, channels / 8, channels / 4, channels / 2].filter { $0 > 0 }
        return [.teacher] + Set(ranks).sorted().map { .lowRank(rank: $0) }.filter { $0.misfit(at: site) == nil }
    }

    /// The reference recipe's start: truncated decompositions of the weights alone.
    private static func weightSVD(_ teacher: TeacherModel, _ space: SearchSpace, _ choices: [Int]) throws -> Student {
        var weights = Parameters()
        for (choice, index) in zip(space.choices, choices) {
            let site = choice.site
            let kernel = teacher.parameters.value(site.name + ".weight")
            guard case .lowRank = choice.candidates[index] else {
                weights[site.name + ".weight"] = kernel
                continue
            }
            let geometry = KernelGeometry(
                inputChannels: kernel.shape[1], outputChannels: kernel.shape[0], height: kernel.shape[2],
                width: kernel.shape[3])
            let student = try WeightSVD.fit(
                choice.candidates[index].studentKind,
                kernel: Matrix(rows: geometry.outputChannels, cols: geometry.patchSize, values: kernel.values),
                geometry: geometry)
            for factor in student.factors { weights["\(site.name).\(factor.role)"] = factor.value }
        }
        return Student(selection: space.selection(choices), weights: weights)
    }
}
