import Compute
import NetworkReference
import Networks
import StudentSpace
import Synchronization
import Testing
import VideoData

@testable import DeltaSearch

@Suite struct StreamEvaluatorTests {
    /// The student of one candidate everywhere, dense ones with the teacher's own weights.
    static func student(_ teacher: TeacherModel, _ candidate: Candidate) -> Student {
        let bank = RandomBank.make(teacher)
        for site in bank.sites {
            let index = site.candidates.firstIndex(of: .teacher)!
            site.factors(of: index)[0].values.assign(teacher.parameters.value(site.site.name + ".weight").values)
        }
        return bank.student(TinyTeacher.space(teacher).choices(candidate))
    }

    static func evaluate(
        _ candidate: Candidate, source: MovingPattern = MovingPattern(), range: Range<Int> = 0..<23,
        interval: Int = 4, workers: Int = 2
    ) throws -> Evaluation {
        let teacher = try TinyTeacher.make()
        let windows = FrameWindow.split(range, interval: interval, keepsLoneKeyFrame: true)
        return try StreamEvaluator(teacher, interval: interval, pool: WorkerPool(count: workers))
            .evaluate(student(teacher, candidate), windows, of: source)
    }

    /// The teacher's classes on a frame at the frame's size, in double precision.
    static func taught(_ source: MovingPattern, _ frame: Int) throws -> LabelMap {
        let teacher = try TinyTeacher.make()
        let scores = try teacher.reference(source.frame(at: frame))["classes"]!
        return LabelMap(
            width: source.size.width, height: source.size.height, ids: try Reference.classes(scores, source.size))
    }

    @Test func theTeacherAgreesWithItself() throws {
        let evaluation = try Self.evaluate(.teacher)
        #expect(evaluation.agreement.share == 1)
        #expect(evaluation.student == evaluation.teacher)
        #expect(evaluation.frames == 23)
        #expect(evaluation.deltaFrameMACs == evaluation.teacherMACs)
        #expect(evaluation.amortisedMACs == evaluation.teacherMACs)
        #expect(evaluation.teacherMACs == (try TinyTeacher.make().macs))
    }

    /// Held against another teacher than that of key frames, these are compared too.
    @Test(arguments: [false, true])
    func anOriginalIsWhatStudentsAreHeldAgainst(_ isAdaptive: Bool) throws {
        let (tuned, original) = (try TinyTeacher.make(seed: 2), try TinyTeacher.make())
        let student = Self.student(tuned, .teacher)
        func evaluate(_ original: TeacherModel?) throws -> Evaluation {
            let evaluator = StreamEvaluator(tuned, original: original, interval: 4, pool: WorkerPool(count: 2))
            return isAdaptive
                ? try evaluator.evaluate(
                    student, stream: 0..<11, of: MovingPattern(), keyFrames: .adaptive(threshold: 0.3))
                : try evaluator.evaluate(
                    student, FrameWindow.split(0..<11, interval: 4, keepsLoneKeyFrame: true), of: MovingPattern())
        }
        let (plain, compared) = (try evaluate(nil), try evaluate(original))
        #expect(try evaluate(tuned).agreement == plain.agreement)
        #expect(plain.agreement.share == 1 && compared.agreement.share! < 1)
        #expect(compared.byDistance[0].agreement.share! < 1)
        // The student is the tuned teacher on all frames; the original scores as by itself.
        #expect(compared.student == plain.student)
        let alone = try StreamEvaluator(original, interval: 4, pool: WorkerPool(count: 1)).evaluate(
            Self.student(original, .teacher), FrameWindow.split(0..<11, interval: 4), of: MovingPattern())
        #expect(compared.teacher == alone.teacher)
    }

    @Test func theTeachersScoresAreThoseOfTheTeacher() throws {
        let source = MovingPattern()
        let evaluation = try Self.evaluate(.zero, source: source)
        var expected = ConfusionMatrix(classCount: 4)
        for frame in 0..<23 {
            expected.add(prediction: try Self.taught(source, frame), labels: try source.labels(at: frame)!)
        }
        #expect(evaluation.teacher == expected)
        #expect(expected.meanIoU != nil && expected.total == 23 * 24 * 15)
    }

    /// `zero` everywhere: the key frame's prediction stands until the next one.
    @Test func doingNothingRepeatsTheKeyFrame() throws {
        let source = MovingPattern()
        let evaluation = try Self.evaluate(.zero, source: source)
        #expect(evaluation.deltaFrameMACs == 0)
        #expect(evaluation.amortisedMACs == (evaluation.teacherMACs + 3) / 4)
        var student = ConfusionMatrix(classCount: 4)
        var agreement = Agreement()
        var byDistance = Array(repeating: Agreement(), count: 4)
        for frame in 0..<23 {
            let predicted = try Self.taught(source, frame / 4 * 4)
            let taught = try Self.taught(source, frame)
            student.add(prediction: predicted, labels: try source.labels(at: frame)!)
            agreement.add(predicted, taught)
            byDistance[frame % 4].add(predicted, taught)
        }
        #expect(evaluation.student == student)
        #expect(evaluation.agreement == agreement)
        #expect(evaluation.byDistance.map(\.agreement) == byDistance)
        #expect(evaluation.byDistance[0].agreement.share == 1)
        #expect(evaluation.agreement.share! < 0.95)
    }

    @Test(arguments: [Candidate.lowRank(rank: 2), .pointwise, .zero, .teacher])
    func distancesSumToTheWhole(candidate: Candidate) throws {
        let evaluation = try Self.evaluate(candidate)
        #expect(evaluation.byDistance.map(\.distance) == [0, 1, 2, 3])
        #expect(evaluation.byDistance.map(\.frames) == [6, 6, 6, 5])
        var student = ConfusionMatrix(classCount: 4)
        var teacher = student
        var agreement = Agreement()
        for distance in evaluation.byDistance {
            student.merge(distance.student)
            teacher.merge(distance.teacher)
            agreement.merge(distance.agreement)
        }
        #expect(student == evaluation.student && teacher == evaluation.teacher && agreement == evaluation.agreement)
        #expect(evaluation.agreement.total == 23 * 16 * 24)
    }

    @Test func workersDoNotChangeACount() throws {
        let one = try Self.evaluate(.lowRank(rank: 2), workers: 1)
        #expect(try Self.evaluate(.lowRank(rank: 2), workers: 4) == one)
        #expect(try Self.evaluate(.lowRank(rank: 2), workers: 16) == one)
    }

    @Test func atAnIntervalOfOneEveryFrameIsAKeyFrame() throws {
        let evaluation = try Self.evaluate(.zero, interval: 1)
        #expect(evaluation.agreement.share == 1)
        #expect(evaluation.byDistance.count == 1)
        #expect(evaluation.amortisedMACs == evaluation.teacherMACs)
    }

    @Test func withoutLabelsThereIsAgreementAlone() throws {
        var source = MovingPattern()
        source.isLabelled = false
        let evaluation = try Self.evaluate(.zero, source: source)
        #expect(evaluation.student.meanIoU == nil && evaluation.teacher.meanIoU == nil)
        #expect(evaluation.agreement == (try Self.evaluate(.zero).agreement))
    }

    @Test func progressCountsFrames() throws {
        let teacher = try TinyTeacher.make()
        let counts = Mutex<[Int]>([])
        _ = try StreamEvaluator(teacher, interval: 4, pool: WorkerPool(count: 3)).evaluate(
            Self.student(teacher, .zero), FrameWindow.split(0..<12, interval: 4), of: MovingPattern()
        ) { done in counts.withLock { $0.append(done) } }
        #expect(counts.withLock { $0.sorted() } == Array(1...12))
    }

    /// A frame that cannot be read stops the evaluation.
    @Test func errorsOfTheSourceComeThrough() throws {
        struct Broken: FrameSource {
            let base = MovingPattern()
            var name: String { "broken" }
            var size: FrameSize { base.size }
            var frameCount: Int? { 8 }
            var isLabelled: Bool { false }
            func frame(at index: Int) throws -> RGBImage {
                guard index != 5 else { throw FrameSourceError.indexOutOfRange(source: name, index: 5, frameCount: 5) }
                return try base.frame(at: index)
            }
            func labels(at index: Int) throws -> LabelMap? { nil }
            func fingerprint(of frames: Range<Int>?) throws -> String { "" }
        }
        let teacher = try TinyTeacher.make()
        #expect(throws: FrameSourceError.indexOutOfRange(source: "broken", index: 5, frameCount: 5)) {
            try StreamEvaluator(teacher, interval: 4, pool: WorkerPool(count: 2)).evaluate(
                Self.student(teacher, .zero), FrameWindow.split(0..<8, interval: 4), of: Broken())
        }
    }
}
