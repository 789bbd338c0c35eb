import Compute
import Networks
import StudentSpace
import Testing
import VideoData

@testable import DeltaSearch

@Suite struct SearchSessionTests {
    static let configuration = SearchConfiguration(
        searchSteps: 4, settleSteps: 3, pairs: 2, learningRate: 1e-3, logitLearningRate: 0.1, seed: 5)

    static func space(_ teacher: TeacherModel) -> SearchSpace {
        SearchSpace(
            TinyTeacher.space(teacher).choices,
            templates: ["zero", "lowrank:1", "lowrank:2", "separable:2", "pointwise", "depthwise-pointwise", "teacher"]
                .map { CandidateTemplate($0)! })
    }

    static func session(
        _ strategy: SearchStrategy, workers: Int = 2, share: Double = 0.45, seed: UInt64 = 5
    ) throws -> SearchSession {
        let teacher = try TinyTeacher.make()
        let space = space(teacher)
        var configuration = configuration
        configuration.seed = seed
        return try SearchSession(
            teacher, space: space, limit: space.limit(Int(share * Double(teacher.macs))),
            source: FrameCache(MovingPattern()), range: 0..<24, strategy: strategy, configuration: configuration,
            pool: WorkerPool(count: workers))
    }

    /// A delta frame refers to a key frame of its own video, however the joined ones divide by T.
    @Test func windowsStayWithinTheirVideo() throws {
        let teacher = try TinyTeacher.make()
        let space = Self.space(teacher)
        let parts = try [6, 9, 5].map { try SubSource(MovingPattern(), FrameRange(first: 0, last: $0 - 1)) }
        let session = try SearchSession(
            teacher, space: space, limit: space.limit(teacher.macs / 2), source: FrameCache(JoinedSource(parts)),
            range: 1..<20, strategy: .solve, configuration: Self.configuration, pool: WorkerPool(count: 1))
        #expect(session.split.videos == [1..<6, 6..<15, 15..<20])
        #expect(
            session.split.all.count == 4
                && session.split.all.allSatisfy { window in
                    session.split.videos.contains {
                        $0.contains(window.keyFrame) && $0.upperBound >= window.frames.upperBound
                    }
                })
    }

    /// All the way: the choice, and the student it ends with.
    static func run(_ session: SearchSession) throws -> (ranked: [MeasuredProposal], student: Student) {
        try session.prepare()
        if let gumbel = session.gumbel {
            while !gumbel.isSettling { _ = try gumbel.advance() }
        }
        let ranked = try session.choose()
        if let gumbel = session.gumbel {
            while !gumbel.isFinished { _ = try gumbel.advance() }
        }
        return (ranked, session.bank!.student(ranked[0].proposal.choices))
    }

    @Test(arguments: SearchStrategy.allCases)
    func everyStrategyEndsWithAStudentWithinTheBudget(strategy: SearchStrategy) throws {
        let session = try Self.session(strategy)
        let (ranked, student) = try Self.run(session)
        #expect(!ranked.isEmpty)
        for measured in ranked {
            #expect(measured.evaluation.deltaFrameMACs <= session.limit.deltaFrameMACs)
            #expect(measured.evaluation.deltaFrameMACs == session.space.macs(measured.proposal.choices))
            // Held-back frames: windows 20..<24 and, an eighth of 18 delta frames being three, no more.
            #expect(measured.evaluation.frames == 4)
        }
        let shares = ranked.map { $0.evaluation.agreement.share! }
        #expect(shares == shares.sorted(by: >))
        #expect(student.selection.macs(at: session.teacher.sites) <= session.limit.deltaFrameMACs)
        #expect((session.gumbel != nil) == strategy.isDifferentiable)
        #expect(session.damages.map(\.count) == session.space.choices.map(\.candidates.count))
        // Measured ones are differences of sums: what changes nothing may come out below zero by rounding.
        let least = strategy == .greedy ? -1e-3 : 0
        #expect(session.damages.joined().allSatisfy { $0 >= least && $0.isFinite })
        let expected: ClosedRange<Int> =
            switch strategy {
            case .gumbel: 1...5
            case .solve: 1...4
            case .random: 2...SearchConfiguration().draws
            case .uniform: 2...7
            case .greedy: 1...1
            case .deltaDistillation: 1...2
            }
        #expect(expected.contains(ranked.count))
    }

    /// What every strategy decides and computes, from one worker and from four: the same bits.
    @Test(arguments: SearchStrategy.allCases)
    func workersDoNotChangeABit(strategy: SearchStrategy) throws {
        let sessions = try [1, 4].map { try Self.session(strategy, workers: $0) }
        let results = try sessions.map(Self.run)
        #expect(results[0].ranked.map(\.proposal) == results[1].ranked.map(\.proposal))
        #expect(results[0].ranked.map(\.evaluation) == results[1].ranked.map(\.evaluation))
        #expect(results[0].student.weights == results[1].student.weights)
        #expect(sessions[0].damages == sessions[1].damages)
        #expect(sessions[0].gumbel?.state == sessions[1].gumbel?.state)
        #expect(sessions[0].bank!.factors.parameters == sessions[1].bank!.factors.parameters)
    }

    /// The closed form and the exact choice do better than one candidate everywhere, on frames that neither has seen.
    @Test func solvingBeatsOneCandidateEverywhere() throws {
        let solved = try Self.run(Self.session(.solve)).ranked[0].evaluation
        let uniform = try Self.run(Self.session(.uniform)).ranked[0].evaluation
        #expect(solved.agreement.share! > uniform.agreement.share!)
    }

    /// Without gradient steps, students are fitted anew on all frames once these have decided.
    @Test func heldBackFramesEnterTheFitInTheEnd() throws {
        let session = try Self.session(.solve)
        try session.prepare()
        let before = session.damages
        _ = try session.choose()
        #expect(session.damages != before)
        let whole = try StatisticsCollector(session.teacher, pool: session.pool, seed: 5)
        try whole.add(session.split.all, of: session.source)
        let fitted = try SpaceFitter.fit(
            whole.statistics, candidates: session.space.choices.map(\.candidates), teacher: session.teacher,
            pool: session.pool)
        #expect(fitted.map(\.damages) == session.damages)
    }

    @Test func phasesAreReported() throws {
        let log = PhaseLog()
        let session = try Self.session(.gumbel)
        try session.prepare(log.observer)
        while !session.gumbel!.isSettling { _ = try session.gumbel!.advance() }
        _ = try session.choose(log.observer)
        let phases = log.phases
        #expect(
            phases.map(\.name) == [
                "delta statistics", "closed-form students", "teacher scores", "measuring networks",
                "measuring the mixture",
            ])
        #expect(phases.allSatisfy { $0.isEnded && $0.most == $0.total })
        #expect(phases[0].total == 20 && phases[1].total == 6 && phases[2].total == 18)
    }

    @Test func anImpossibleBudgetAndAShortClipAreRefusedAtOnce() throws {
        let teacher = try TinyTeacher.chain()
        // Without `zero` there is a least cost.
        let space = SearchSpace(
            teacher.sites.map { .init(site: $0, candidates: [.teacher, .lowRank(rank: 1)]) })
        func session(_ macs: Int, _ range: Range<Int>) throws -> SearchSession {
            try SearchSession(
                teacher, space: space, limit: space.limit(macs),
                source: MovingPattern(size: FrameSize(height: 8, width: 10)), range: range, strategy: .solve,
                configuration: Self.configuration, pool: WorkerPool(count: 1))
        }
        #expect(throws: InfeasibleBudget.self) { try session(space.minimumMACs - 1, 0..<24) }
        #expect(throws: SearchError.clipTooShort(source: "pattern", frames: 3, keyframeInterval: 4)) {
            try session(space.maximumMACs, 0..<3)
        }
        let single = try session(space.minimumMACs, 0..<4)
        try single.prepare()
        // One window: it is fitted on and decides.
        #expect(try single.choose()[0].evaluation.frames == 4)
    }
}
