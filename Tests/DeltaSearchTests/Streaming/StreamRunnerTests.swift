import Compute
import NetworkReference
import Networks
import StudentSpace
import Testing
import VideoData

@testable import DeltaSearch

@Suite struct StreamRunnerTests {
    /// Two patterns, one after the other, so that there is a cut at frame 9.
    private static let cutClip = JoinedSource([
        MovingPattern(frameCount: 9), MovingPattern(frameCount: 11, speed: -0.2, isInverted: true),
    ])

    private static func runner(
        _ candidate: Candidate, interval: Int = 4, threads: Int = 1, _ policy: KeyFramePolicy = .fixed
    ) throws -> StreamRunner {
        let teacher = try TinyTeacher.make()
        return try StreamRunner(
            teacher, StreamEvaluatorTests.student(teacher, candidate), interval: interval, threads: threads,
            keyFrames: policy)
    }

    /// Students equal to their teacher's layers: the stream is the teacher, to rounding, frame after frame.
    @Test(arguments: [1, 2])
    func theTeacherAsStudentIsTheTeacher(threads: Int) throws {
        let teacher = try TinyTeacher.make()
        let runner = try Self.runner(.teacher, threads: threads)
        let source = MovingPattern()
        for index in 0..<11 {
            let image = try source.frame(at: index)
            let frame = try runner.process(image)
            let reference = try teacher.reference(image)["classes"]!.values
            #expect(relativeDistance(frame.scores.values.map(Double.init), reference) < 1e-5)
            #expect(frame.index == index && frame.isKey == (index % 4 == 0))
            #expect(frame.macs == teacher.macs && frame.duration > .zero)
        }
    }

    /// The same where delta frames compute some of it in full.
    @Test func anImportedTeacherAsStudentIsTheTeacher() throws {
        let teacher = try TinyTeacher.imported()
        #expect(teacher.networks.fallbacks.map(\.kind) == ["max-pool", "layer-norm"])
        let runner = try StreamRunner(
            teacher, StreamEvaluatorTests.student(teacher, .teacher), interval: 4, threads: 2, keyFrames: .fixed)
        let source = MovingPattern()
        for index in 0..<8 {
            let image = try source.frame(at: index)
            let frame = try runner.process(image)
            let reference = try teacher.reference(image)["classes"]!.values
            #expect(relativeDistance(frame.scores.values.map(Double.init), reference) < 1e-5)
        }
    }

    @Test func zerosRepeatTheKeyFrameToTheBit() throws {
        let runner = try Self.runner(.zero)
        let source = MovingPattern()
        var key: [Float] = []
        for index in 0..<10 {
            let frame = try runner.process(source.frame(at: index))
            if frame.isKey { key = frame.scores.values } else { #expect(frame.scores.values == key && frame.macs == 0) }
        }
    }

    @Test func anIntervalOfOneIsTheTeacherOnEveryFrame() throws {
        let runner = try Self.runner(.zero, interval: 1)
        for index in 0..<4 { #expect(try runner.process(MovingPattern().frame(at: index)).isKey) }
    }

    /// A frame of another size is refused, and the stream goes on where it was.
    @Test func otherSizesAreRefused() throws {
        let runner = try Self.runner(.lowRank(rank: 2))
        let undisturbed = try Self.runner(.lowRank(rank: 2))
        let source = MovingPattern()
        for index in 0..<7 {
            let image = try source.frame(at: index)
            let wrong = RGBImage(width: 1, height: 1, pixels: [1, 2, 3])
            #expect(
                throws: StreamError.frameSize(index: index, height: 1, width: 1, expectedHeight: 16, expectedWidth: 24)
            ) { try runner.process(wrong) }
            let (one, other) = (try runner.process(image), try undisturbed.process(image))
            #expect(one.scores.values == other.scores.values && one.decision == other.decision)
        }
    }

    @Test func aCutIsAKeyFrame() throws {
        let runner = try Self.runner(.zero, interval: 6, .adaptive(threshold: 1.6))
        let frames = try (0..<20).map { try runner.process(Self.cutClip.frame(at: $0)).decision }
        #expect(frames.indices.filter { frames[$0].cause != nil } == [0, 6, 9, 18])
        #expect(frames[9].cause == .cut && frames[9].signal! > 1.6)
        #expect(frames[10].distance == 1)
    }

    // MARK: Evaluation

    private static func evaluate(
        _ policy: KeyFramePolicy, workers: Int = 2, interval: Int = 6, candidate: Candidate = .lowRank(rank: 2)
    ) throws -> Evaluation {
        let teacher = try TinyTeacher.make()
        return try StreamEvaluator(teacher, interval: interval, pool: WorkerPool(count: workers)).evaluate(
            StreamEvaluatorTests.student(teacher, candidate), stream: 0..<20, of: cutClip, keyFrames: policy)
    }

    /// The stream is evaluated as windows are, where the key frames are the same.
    @Test func streamsAreScoredAsWindowsAre() throws {
        let teacher = try TinyTeacher.make()
        let windows = try StreamEvaluator(teacher, interval: 6, pool: WorkerPool(count: 2)).evaluate(
            StreamEvaluatorTests.student(teacher, .lowRank(rank: 2)),
            FrameWindow.split(0..<20, interval: 6, keepsLoneKeyFrame: true), of: Self.cutClip)
        #expect(try Self.evaluate(.fixed) == windows)
        let blind = try Self.evaluate(.adaptive(threshold: 1000))
        #expect(blind.agreement == windows.agreement && blind.student == windows.student)
        #expect(blind.keyFrames == 4 && windows.keyFrames == 4)
    }

    @Test(arguments: [1, 3, 16])
    func workersDoNotChangeAStream(workers: Int) throws {
        let policy = KeyFramePolicy.adaptive(threshold: 1.6)
        #expect(try Self.evaluate(policy, workers: workers) == Self.evaluate(policy, workers: 2))
    }

    @Test func aKeyFrameAtTheCutIsWorthMoreThanOneOnSchedule() throws {
        let fixed = try Self.evaluate(.fixed, interval: 12, candidate: .zero)
        let adaptive = try Self.evaluate(.adaptive(threshold: 1.6), interval: 12, candidate: .zero)
        #expect(adaptive.keyFrames == fixed.keyFrames && adaptive.meanMACs == fixed.meanMACs)
        #expect(adaptive.agreement.share! > fixed.agreement.share! + 0.02)
        #expect(adaptive.byDistance.reduce(0) { $0 + $1.frames } == 20)
        #expect(fixed.meanMACs == (2 * fixed.teacherMACs + 19) / 20)
    }
}
