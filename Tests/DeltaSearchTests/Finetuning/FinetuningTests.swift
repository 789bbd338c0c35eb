import Compute
import Networks
import StudentSpace
import Testing
import VideoData

@testable import DeltaSearch

@Suite struct FinetuningTests {
    static let settings = FinetuneConfiguration(
        steps: 12, clips: 3, deltaFrames: 2, learningRate: 3e-3, warmup: 2, distillation: 0.2, distillationShare: 0.5,
        averaging: 0.8, settleShare: 0.25, measureInterval: 3, seed: 4)

    /// Low ranks in closed form: students as they are derived.
    private static func student(_ teacher: TeacherModel, _ source: any FrameSource) throws -> Student {
        let pool = WorkerPool(count: 2)
        let collector = try StatisticsCollector(teacher, pool: pool, seed: 1)
        try collector.add([FrameWindow(0..<4)], of: source)
        let candidates = teacher.sites.map { site -> [Candidate] in
            Candidate.lowRank(rank: 2).misfit(at: site) == nil ? [.lowRank(rank: 2)] : [.teacher]
        }
        let fitted = try SpaceFitter.fit(collector.statistics, candidates: candidates, teacher: teacher, pool: pool)
        return CandidateBank(fitted).student(candidates.map { _ in 0 })
    }

    private static func make(
        _ configuration: FinetuneConfiguration = settings, workers: Int = 2, range: Range<Int> = 0..<24,
        source: any FrameSource = MovingPattern(), hasSeen: Bool = false
    ) throws -> Finetuning {
        let teacher = try TinyTeacher.make()
        return try Finetuning(
            teacher, student(teacher, source), source: source, range: range, interval: 4,
            startHasSeenFrames: hasSeen, configuration: configuration, pool: WorkerPool(count: workers))
    }

    /// Steps as the job takes them.
    private static func advance(_ run: Finetuning, to step: Int) throws {
        if run.step == 0 { _ = try run.measure() }
        while run.step < step {
            _ = try run.advance()
            if run.step.isMultiple(of: run.configuration.measureInterval) || run.step == run.fittingSteps {
                _ = try run.measure()
            }
        }
    }

    @Test func studentsComeToAgreeMore() throws {
        let run = try Self.make(FinetuneConfiguration(steps: 80, learningRate: 3e-3, measureInterval: 20))
        try Self.advance(run, to: 1)
        let start = try #require(run.bestMeasured?.agreement)
        try Self.advance(run, to: 80)
        #expect(run.isFinished)
        let student = try run.result().student
        let windows = run.split.heldBack
        let source = MovingPattern()
        let evaluator = StreamEvaluator(run.teacher, interval: 4, pool: WorkerPool(count: 2))
        let evaluation = try evaluator.evaluate(student, windows, of: source)
        let before = try evaluator.evaluate(Self.student(run.teacher, source), windows, of: source)
        #expect(start < 1)
        #expect(evaluation.agreement.share! > before.agreement.share!)
    }

    /// Weights that training has ruined are not what comes out.
    @Test(arguments: [0, 1e-3])
    func theResultAgreesNoLessThanTheStart(_ teacherRate: Double) throws {
        let run = try Self.make(
            FinetuneConfiguration(
                steps: 6, learningRate: 0.9, warmup: 0, teacherRate: teacherRate, averaging: 0, measureInterval: 1))
        let start = run.current.weights
        try Self.advance(run, to: 6)
        let outcome = try run.result()
        let (student, isSettled) = (outcome.student, outcome.isSettled)
        #expect(!isSettled && run.bestMeasured?.step == 0)
        #expect(student.weights == start && outcome.teacher == nil && outcome.steps == 0)
    }

    /// What a start agrees on frames that it was fitted on is nothing to be better than, but ruin is still found out.
    @Test func aStartThatHasSeenTheHeldBackFramesDoesNotCount() throws {
        let run = try Self.make(hasSeen: true)
        try Self.advance(run, to: 4)
        #expect(run.fittingSteps == 9 && run.bestMeasured == nil)
        try Self.advance(run, to: 12)
        #expect(try #require(run.bestMeasured).step >= 5)
        #expect(try run.result().steps > 0)

        let ruined = try Self.make(
            FinetuneConfiguration(steps: 6, learningRate: 0.9, warmup: 0, averaging: 0, measureInterval: 1),
            hasSeen: true)
        let start = ruined.current.weights
        try Self.advance(ruined, to: 6)
        let outcome = try ruined.result()
        #expect(outcome.steps == 0 && !outcome.isSettled && outcome.student.weights == start)
    }

    @Test func theSameBitsForAnyNumberOfWorkers() throws {
        let one = try Self.make(workers: 1)
        let three = try Self.make(workers: 3)
        for run in [one, three] { try Self.advance(run, to: 12) }
        #expect(one.state.weights == three.state.weights)
        #expect(one.state.means == three.state.means)
        #expect(one.bestMeasured?.agreement == three.bestMeasured?.agreement)
    }

    /// Stopped within the fitting steps, at their end, and within the last ones.
    @Test(arguments: [0, 5, 9, 11], [0, 1e-3])
    func takenUpAgainItComesToTheSame(_ stop: Int, _ teacherRate: Double) throws {
        var settings = Self.settings
        settings.teacherRate = teacherRate
        let whole = try Self.make(settings)
        try Self.advance(whole, to: 12)
        let first = try Self.make(settings)
        try Self.advance(first, to: stop)
        let moments = Dictionary(uniqueKeysWithValues: first.moments.map { ($0.name, $0.values.floats) })
        let second = try Self.make(settings)
        #expect(second.restore(first.state) { moments[$0] } == nil)
        try Self.advance(second, to: 12)
        #expect(second.state.weights == whole.state.weights)
        let (ours, theirs) = (try second.result(), try whole.result())
        #expect(ours.student.weights == theirs.student.weights && ours.teacher == theirs.teacher)
        #expect((ours.teacher == nil) == (teacherRate == 0))
        #expect(second.state.teacher?.means == whole.state.teacher?.means)
    }

    /// The network of key frames moves, the targets do not; other bits for no number of workers.
    @Test func theTeacherIsTunedAlong() throws {
        var settings = Self.settings
        settings.teacherRate = 1e-3
        let one = try Self.make(settings, workers: 1)
        let three = try Self.make(settings, workers: 3)
        let plain = try Self.make()
        for run in [one, three, plain] { try Self.advance(run, to: 12) }
        #expect(one.state.weights == three.state.weights)
        #expect(one.state.teacher?.weights == three.state.teacher?.weights)
        #expect(plain.state.teacher == nil && plain.currentTeacher.parameters == plain.teacher.parameters)
        let before = one.teacher.parameters
        let after = one.currentTeacher.parameters
        #expect(before.names == after.names && before.names.allSatisfy { before.value($0) != after.value($0) })
        #expect(one.original.parameters == before)
        #expect(one.bestMeasured?.agreement == three.bestMeasured?.agreement)
        // What is measured is the tuned teacher's stream beside the original on all frames.
        let outcome = try one.result()
        let frames = one.split.heldBack[0].frames
        let evaluation = try StreamEvaluator(
            one.teacher.with(#require(outcome.teacher)), original: one.original, interval: 4, pool: WorkerPool(count: 2)
        ).evaluate(outcome.student, [FrameWindow(frames)], of: MovingPattern())
        #expect(evaluation.byDistance[0].agreement.share! <= 1)
    }

    /// A state without the teacher's part is no state of a run that tunes it.
    @Test func aStateWithoutTheTeacherIsRefused() throws {
        var settings = Self.settings
        settings.teacherRate = 1e-3
        let state = try Self.make().state
        let name = try #require(try TinyTeacher.make().parameters.names.first)
        #expect(try Self.make(settings).restore(state) { _ in [] } == "teacher." + name)
    }

    @Test func aStateThatDoesNotFitIsRefused() throws {
        let run = try Self.make()
        let state = run.state
        #expect(run.restore(state) { _ in nil } == run.moments[0].name)
        var other = state
        other.weights["low.weight"] = .init(shape: [1], values: [1])
        #expect(run.restore(other) { _ in [] } == "low.weight")
        other = state
        other.step = 13
        #expect(run.restore(other) { _ in [] } == "step")
    }

    @Test func heldBackFramesAreLeftAloneUntilTheWeightsSettle() throws {
        let source = RecordedSource(MovingPattern())
        let run = try Self.make(source: source)
        let heldBack = Set(run.split.heldBack.flatMap(\.frames))
        #expect(!heldBack.isEmpty)
        _ = source.takeFrames()
        while !run.isSettling { _ = try run.advance() }
        #expect(run.step == 9)
        #expect(source.takeFrames().isDisjoint(with: heldBack))
        while !run.isFinished { _ = try run.advance() }
        #expect(!source.takeFrames().isDisjoint(with: heldBack))
    }

    /// Of joined videos each keeps its last frames back, and the fitting steps read none of these.
    @Test func severalVideosAreLearntFromAndMeasuredApart() throws {
        let parts = try [0...12, 20...27, 40...60].map {
            try SubSource(MovingPattern(frameCount: 100), FrameRange(first: $0.lowerBound, last: $0.upperBound))
        }
        let source = RecordedSource(JoinedSource(parts))
        let run = try Self.make(range: 0..<42, source: source)
        #expect(run.split.videos == [0..<13, 13..<21, 21..<42])
        let heldBack = Set(run.split.heldBack.flatMap(\.frames))
        #expect(heldBack.contains(11) && !heldBack.isDisjoint(with: 21..<42))
        _ = source.takeFrames()
        while !run.isSettling { _ = try run.advance() }
        let read = source.takeFrames()
        #expect(read.isDisjoint(with: heldBack) && !read.isDisjoint(with: 0..<13) && !read.isDisjoint(with: 21..<42))
        _ = try run.measure()
        #expect(source.takeFrames() == heldBack)
        while !run.isFinished { _ = try run.advance() }
        #expect(!source.takeFrames().isDisjoint(with: heldBack))
    }

    /// Nothing can be held back of a single window: the best is that of the frames it is fitted on.
    @Test func aClipOfOneWindow() throws {
        let run = try Self.make(range: 0..<4)
        #expect(run.split.heldBack.isEmpty)
        try Self.advance(run, to: 12)
        #expect(!run.isSettling)
        #expect(run.fittingSteps == 12 && run.isFinished)
        #expect(try !run.result().isSettled)
    }
}
