import Compute
import Networks
import StudentSpace
import Testing
import VideoData

@testable import DeltaSearch

@Suite struct TemporalScoringTests {
    /// A moving pattern that says how it moves: by whole pixels, one to the right a frame.
    private struct Known: FrameSource {
        var base = MovingPattern(speed: 1, noise: 0)
        /// A frame behind a cut.
        var cut: Int?
        var name: String { base.name }
        var size: FrameSize { base.size }
        var frameCount: Int? { base.frameCount }
        var isLabelled: Bool { base.isLabelled }
        var knowsFlow: Bool { true }
        func frame(at index: Int) throws -> RGBImage { try base.frame(at: index) }
        func labels(at index: Int) throws -> LabelMap? { try base.labels(at: index) }
        func flow(at index: Int) throws -> FlowField? {
            guard index > 0, index != cut else { return nil }
            return FlowField(
                width: size.width, height: size.height, dx: Array(repeating: -1, count: size.pixels),
                dy: Array(repeating: 0, count: size.pixels))
        }
        func fingerprint(of frames: Range<Int>?) throws -> String { "" }
    }

    private static func evaluate(
        _ candidate: Candidate, _ source: any FrameSource = Known(), range: Range<Int> = 0..<23, interval: Int = 4,
        workers: Int = 3, scoring: TemporalScoring? = TemporalScoring(.nearest, flow: .exact)
    ) throws -> Evaluation {
        let teacher = try TinyTeacher.make()
        return try StreamEvaluator(teacher, interval: interval, pool: WorkerPool(count: workers)).evaluate(
            StreamEvaluatorTests.student(teacher, candidate),
            FrameWindow.split(range, interval: interval, keepsLoneKeyFrame: true), of: source, temporal: scoring)
    }

    private static func adaptive(
        _ candidate: Candidate, _ source: any FrameSource, policy: KeyFramePolicy, workers: Int = 3,
        scoring: TemporalScoring
    ) throws -> Evaluation {
        let teacher = try TinyTeacher.make()
        return try StreamEvaluator(teacher, interval: 4, pool: WorkerPool(count: workers)).evaluate(
            StreamEvaluatorTests.student(teacher, candidate), stream: 0..<23, of: source, keyFrames: policy,
            temporal: scoring)
    }

    /// Every pair once, across windows too; the student that repeats its key frame is scored by those predictions.
    @Test func allPairsAreScored() throws {
        let source = Known()
        let scores = try #require(try Self.evaluate(.zero, source).temporal)
        var student = TemporalConsistency(classCount: 4)
        var teacher = student
        for frame in 1..<23 {
            let flow = try #require(try source.flow(at: frame))
            teacher.add(
                try StreamEvaluatorTests.taught(source.base, frame),
                previous: try StreamEvaluatorTests.taught(source.base, frame - 1), flow: flow)
            student.add(
                try StreamEvaluatorTests.taught(source.base, frame / 4 * 4),
                previous: try StreamEvaluatorTests.taught(source.base, (frame - 1) / 4 * 4), flow: flow)
        }
        #expect(scores.student == student)
        #expect(scores.teacher == teacher)
        #expect(student.pairs == 22 && student != teacher)
    }

    @Test func pairsBelongToTheDistanceTheyEndAt() throws {
        let evaluation = try Self.evaluate(.lowRank(rank: 2), range: 3..<20)
        let parts = evaluation.byDistance.compactMap(\.temporal)
        #expect(parts.map(\.student.pairs) == [4, 4, 4, 4])
        var whole = parts[0]
        for part in parts.dropFirst() { whole.merge(part) }
        #expect(whole == evaluation.temporal)
    }

    @Test func aStudentEqualToItsTeacherIsAsSteady() throws {
        let scores = try #require(try Self.evaluate(.teacher).temporal)
        #expect(scores.student == scores.teacher)
    }

    @Test(arguments: [FlowSource.exact, .estimated]) func workersDoNotChangeAPair(flow: FlowSource) throws {
        let scoring = TemporalScoring(.nearest, flow: flow)
        let one = try Self.evaluate(.lowRank(rank: 2), workers: 1, scoring: scoring)
        #expect(one.temporal?.student.pairs == 22)
        for workers in [2, 5, 16] {
            #expect(try Self.evaluate(.lowRank(rank: 2), workers: workers, scoring: scoring) == one)
        }
    }

    /// Without cuts adaptive key frames are the fixed ones, and so are the scores.
    @Test func adaptiveKeyFramesScoreTheSamePairs() throws {
        let scoring = TemporalScoring(.etcLegacy, flow: .estimated)
        let fixed = try Self.evaluate(.lowRank(rank: 2), scoring: scoring)
        let adaptive = try Self.adaptive(
            .lowRank(rank: 2), Known(), policy: .adaptive(threshold: 1000), scoring: scoring)
        #expect(adaptive.temporal == fixed.temporal)
        #expect(adaptive.byDistance.map(\.temporal) == fixed.byDistance.map(\.temporal))
        #expect(
            try Self.adaptive(
                .lowRank(rank: 2), Known(), policy: .adaptive(threshold: 1000), workers: 1, scoring: scoring)
                == adaptive)
    }

    @Test func nothingFlowsAcrossACut() throws {
        for cut in [8, 10] {
            let evaluation = try Self.evaluate(.zero, Known(cut: cut))
            #expect(evaluation.temporal?.student.pairs == 21)
            #expect(evaluation.byDistance[cut % 4].temporal?.student.pairs == [0: 4, 2: 5][cut % 4])
        }
    }

    @Test func oneFrameHasNoPairs() throws {
        let evaluation = try Self.evaluate(.zero, range: 5..<6)
        #expect(evaluation.temporal?.student.pairs == 0)
        #expect(evaluation.temporal?.student.value == nil)
    }

    @Test func whoDoesNotAskPaysNothing() throws {
        let evaluation = try Self.evaluate(.zero, scoring: nil)
        #expect(evaluation.temporal == nil && evaluation.byDistance.allSatisfy { $0.temporal == nil })
    }
}
