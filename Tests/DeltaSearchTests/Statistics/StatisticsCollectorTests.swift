import Compute
import Foundation
import NetworkReference
import Networks
import RandomStreams
import StudentSpace
import Testing
import VideoData

@testable import DeltaSearch

@Suite struct StatisticsCollectorTests {
    static let windows = [FrameWindow(0..<4), FrameWindow(4..<8), FrameWindow(8..<10)]

    static func collect(
        _ teacher: TeacherModel, workers: Int = 2, seed: UInt64 = 1, source: MovingPattern = MovingPattern(),
        patchLimit: Int = 4096
    ) throws -> StatisticsCollector {
        let collector = try StatisticsCollector(
            teacher, pool: WorkerPool(count: workers), seed: seed, patchLimit: patchLimit)
        try collector.add(windows, of: source)
        return collector
    }

    /// A of every site, from the teacher's features in double precision.
    @Test func patchMomentsAreThoseOfTheTeachersDeltas() throws {
        let teacher = try TinyTeacher.make()
        let source = MovingPattern()
        let collector = try Self.collect(teacher, source: source)
        let frames = try (0..<10).map { try teacher.reference(source.frame(at: $0)) }
        for (site, statistics) in zip(teacher.sites, collector.statistics) {
            let size = site.input.channels * site.convolution.kernel.area
            var expected = [Double](repeating: 0, count: size * size)
            for window in Self.windows {
                for frame in window.deltaFrames {
                    let key = frames[window.keyFrame][site.source]!.values
                    let delta = zip(frames[frame][site.source]!.values, key).map { $0 - $1 }
                    let sums = DeltaPatchesTests.momentSums(site, delta, Array(0..<site.output.positions))
                    for i in expected.indices { expected[i] += sums[i] / Double(7 * site.output.positions) }
                }
            }
            #expect(statistics.patches == 7 * site.output.positions)
            for (group, block) in DeltaPatchesTests.groupBlocks(site, expected).enumerated() {
                #expect(
                    relativeDistance(statistics.patchMoment(group: group).storage, block.storage) < 2e-5,
                    "\(site.name)")
            }
        }
    }

    /// G of every site: `E[g gᵀ]` with g by backpropagation of `softmax − onehot`, labels from the named streams.
    @Test func fisherFactorsAreThoseOfSampledLabels() throws {
        let teacher = try TinyTeacher.make()
        let source = MovingPattern()
        let collector = try Self.collect(teacher, seed: 3, source: source)
        let plan = try Plan(
            teacher.network, parameters: ParameterStore(teacher.parameters),
            options: PlanOptions(differentiate: .init(tensors: Set(teacher.sites.map(\.name)))))
        var sums = teacher.sites.map { Matrix(rows: $0.output.channels, cols: $0.output.channels) }
        for frame in 0..<10 {
            plan.tensor("frame").assign(try source.frame(at: frame).normalized.floats)
            try plan.forward()
            var stream = RandomStream(seed: 3, stream: "fisher.labels.\(frame)")
            ScoreSampling.gradient(
                scores: plan.tensor("classes"), into: plan.gradient("classes"), using: &stream)
            try plan.backward()
            for (index, site) in teacher.sites.enumerated() {
                let gradient = plan.gradient(site.name).values.map(Double.init)
                let rows = Matrix(rows: site.output.positions, cols: site.output.channels, storage: gradient)
                sums[index] = sums[index] + rows.columnGram
            }
        }
        for (index, site) in teacher.sites.enumerated() {
            let statistics = collector.statistics[index]
            #expect(statistics.gradients == 10 * site.output.positions)
            let kernel = teacher.parameters.value(site.name + ".weight").values
            let expected = (1 / Double(10 * site.output.positions)) * sums[index]
            for (group, moments) in statistics.moments(kernel: kernel).enumerated() {
                let rows = moments.geometry.outputChannels
                let outputs = Array(group * rows..<(group + 1) * rows)
                let own = expected.submatrix(rows: outputs, cols: outputs)
                #expect(relativeDistance(moments.outputFisher.storage, own.storage) < 1e-5, "\(site.name)")
            }
        }
    }

    /// At the scores the expectation over labels is known: the mean of `diag(p) − p pᵀ`.
    @Test func atTheScoresTheFisherFactorIsTheSoftmaxsOwn() throws {
        let teacher = try TinyTeacher.make(height: 64, width: 96)
        let source = MovingPattern(size: .init(height: 64, width: 96))
        let collector = try Self.collect(teacher, source: source)
        var expected = Matrix(rows: 4, cols: 4)
        let positions = teacher.sites.last!.output.positions
        for frame in 0..<10 {
            let p = Reference.probabilities(try teacher.reference(source.frame(at: frame))["classes"]!)
            let rows = Matrix(rows: positions, cols: 4, storage: p)
            let means = (0..<4).map { c in (0..<positions).reduce(0) { $0 + p[$1 * 4 + c] } }
            expected = expected + Matrix(diagonal: means) - rows.columnGram
        }
        expected = (1 / Double(10 * positions)) * expected
        let moments = collector.statistics.last!
            .moments(kernel: teacher.parameters.value("classes.weight").values)[0]
        // 3840 positions: the sampling error of a mean of numbers below 1 is below 0.5/√3840 = 0.008.
        let distance = zip(moments.outputFisher.storage, expected.storage).map { abs($0 - $1) }.max()!
        #expect(distance < 0.03)
        #expect(expected.diagonal.allSatisfy { $0 > 0.05 })
    }

    /// Sums, closed-form factors and damages: the same bits from one worker and from four.
    @Test func workersDoNotChangeABit() throws {
        let teacher = try TinyTeacher.make()
        let candidates = teacher.sites.map(TinyTeacher.candidates)
        let runs = try [1, 4].map { workers in
            let collector = try Self.collect(teacher, workers: workers, patchLimit: 40)
            let fitted = try SpaceFitter.fit(
                collector.statistics, candidates: candidates, teacher: teacher, pool: WorkerPool(count: workers))
            return (collector.statistics, fitted)
        }
        for (one, four) in zip(runs[0].0, runs[1].0) {
            #expect(one.patchSums.map(\.rows) == four.patchSums.map(\.rows))
            #expect(one.fisherSums.rows == four.fisherSums.rows)
            #expect(one.patches == four.patches && one.gradients == four.gradients)
        }
        for (one, four) in zip(runs[0].1, runs[1].1) {
            #expect(one.students == four.students)
            #expect(one.nested == four.nested)
        }
    }

    /// Frames run a few at a time, in as many lanes as workers and memory allow: whatever the number, the sums are the
    /// same.
    @Test func lanesDoNotChangeABit() throws {
        let teacher = try TinyTeacher.chain()
        let source = MovingPattern(size: .init(height: 8, width: 10))
        let ample = StatisticsCollector.defaultMemoryLimit
        let collectors = try [(1, ample), (3, ample), (4, ample), (16, ample), (1, 1), (3, 1)].map { workers, limit in
            let collector = try StatisticsCollector(
                teacher, pool: WorkerPool(count: workers), seed: 1, memoryLimit: limit)
            try collector.add([FrameWindow(0..<11), FrameWindow(11..<12), FrameWindow(12..<20)], of: source)
            return collector
        }
        for collector in collectors {
            for (one, other) in zip(collectors[0].statistics, collector.statistics) {
                #expect(one.patchSums.map(\.rows) == other.patchSums.map(\.rows))
                #expect(one.fisherSums.rows == other.fisherSums.rows)
                #expect(other.patches == 17 * one.site.output.positions)
                #expect(other.gradients == 20 * one.site.output.positions)
            }
        }
    }

    @Test(arguments: [
        // (frames, workers, bytes of a plan, limit, lanes)
        (40, 4, 100, 1000, 4), (3, 4, 100, 1000, 3), (40, 4, 100, 299, 2), (40, 4, 100, 0, 1), (1, 1, 0, 0, 1),
    ])
    func lanesFitTheMemory(frames: Int, workers: Int, bytes: Int, limit: Int, lanes: Int) {
        #expect(
            StatisticsLanes.count(frames: frames, workers: workers, planBytes: bytes, memoryLimit: limit) == lanes)
    }

    /// Progress comes once a window, in order, whichever lanes its frames ran in.
    @Test(arguments: [1, 3, 16])
    func progressCountsWindows(workers: Int) throws {
        let teacher = try TinyTeacher.chain()
        let collector = try StatisticsCollector(teacher, pool: WorkerPool(count: workers), seed: 1)
        var seen: [Int] = []
        try collector.add(Self.windows, of: MovingPattern(size: .init(height: 8, width: 10))) { seen.append($0) }
        #expect(seen == [1, 2, 3])
    }

    @Test func windowsAddedOneByOneAreTheSame() throws {
        let teacher = try TinyTeacher.chain()
        let source = MovingPattern(size: .init(height: 8, width: 10))
        let together = try Self.collect(teacher, source: source)
        let apart = try StatisticsCollector(teacher, pool: WorkerPool(count: 2), seed: 1)
        for window in Self.windows { try apart.add([window], of: source) }
        for (one, other) in zip(together.statistics, apart.statistics) {
            #expect(one.patchSums.map(\.rows) == other.patchSums.map(\.rows))
            #expect(one.fisherSums.rows == other.fisherSums.rows)
        }
    }

    @Test func groupedConvolutionsAreCollectedAndFitted() throws {
        let teacher = try TinyTeacher.grouped()
        let collector = try Self.collect(teacher, source: MovingPattern(size: .init(height: 8, width: 10)))
        let candidates = teacher.sites.map(TinyTeacher.candidates)
        #expect(candidates[1] == [.teacher, .zero, .pointwise] && candidates[2] == candidates[1])
        let fitted = try SpaceFitter.fit(
            collector.statistics, candidates: candidates, teacher: teacher, pool: WorkerPool(count: 2))
        for (site, fitted) in zip(teacher.sites, fitted) {
            #expect(fitted.students[0]?.factors[0].value == teacher.parameters.value(site.name + ".weight"))
            #expect(fitted.damages[0] == 0)
            #expect(fitted.damages[1] > 0)
        }
    }

    /// A clip without motion: nothing to learn from, and nothing to break on.
    @Test func aStaticClipDoesNoDamage() throws {
        let teacher = try TinyTeacher.make()
        let collector = try Self.collect(teacher, source: MovingPattern(speed: 0, noise: 0))
        let fitted = try SpaceFitter.fit(
            collector.statistics, candidates: teacher.sites.map(TinyTeacher.candidates), teacher: teacher,
            pool: WorkerPool(count: 2))
        for fitted in fitted {
            #expect(fitted.damages.allSatisfy { $0 == 0 })
            for student in fitted.students.compactMap(\.self) + [fitted.nested].compactMap(\.self) {
                #expect(student.factors.allSatisfy { $0.value.values.allSatisfy(\.isFinite) })
            }
        }
    }
}
