import DeltaSearch
import ExperimentStore
import Networks
import StudentSpace
import Testing

@testable import Experiments

/// Searches and derivations under budgets of time, with times by a formula.
@Suite struct TimeBudgetJobTests {
    /// What a candidate takes: a nanosecond every 40 MACs, in steps of sixteen channels' worth; frames take `factor`
    /// times what their candidates add up to.
    private struct Formula: LatencySource {
        var factor = 1.0
        var isKnown = true

        func table(for subject: LatencySubject, _ observer: SearchSession.Observer) throws -> LatencyTable {
            observer.begin("latencies", 1)
            defer { observer.end() }
            var sites: [String: [String: Int]] = [:]
            for choice in subject.resolved.space.choices {
                for (candidate, macs) in zip(choice.candidates, choice.macs) {
                    sites[choice.site.name, default: [:]]["\(candidate)"] = macs == 0 ? 0 : 2000 + macs / 40
                }
            }
            return LatencyTable(
                device: "a formula", threads: subject.threads, input: subject.resolved.input,
                teacherNanoseconds: 100_000 + subject.resolved.teacherMACs / 40, restNanoseconds: 60_000, sites: sites)
        }

        func knownTable(for subject: LatencySubject) throws -> LatencyTable? {
            isKnown ? try table(for: subject, .none) : nil
        }

        func timing(for subject: LatencySubject) throws -> any FrameTiming {
            Timing(space: subject.resolved.space, factor: factor)
        }

        struct Timing: FrameTiming {
            var space: SearchSpace
            var factor: Double

            func time(_ student: Student, of teacher: TeacherModel) throws -> FrameTime {
                let predicted = space.indices(of: student.selection).flatMap { space.cost($0).nanoseconds } ?? 0
                return FrameTime(
                    deltaFrame: Int(factor * Double(predicted)), teacher: space.latency?.teacherNanoseconds ?? 0)
            }
        }
    }

    private func search(
        _ space: TinySpace, _ strategy: SearchStrategy, _ budgets: String, _ source: Formula = Formula()
    ) throws -> SearchJob {
        let budgets = try Budgets(parsing: budgets)
        let resolved = try ResolvedSpace(
            spacePath: space.spacePath, overrides: SpaceOverrides(teacher: space.file("teacher.safetensors"))
        ).timed(
            for: budgets, scope: .deltaFrame, threads: 2, from: source, .quiet, Interruption(), command: "search")
        let request = try SearchRequest(
            resolved, budgets: budgets, scope: .deltaFrame, strategy: strategy,
            configuration: SearchConfiguration(searchSteps: 4, settleSteps: 4, pairs: 2, seed: 0))
        let job = try SearchExperiment(
            request, name: "timed", databasePath: space.databasePath, workers: 2, latency: source
        ).job()
        job.schedule = .steps(2)
        return job
    }

    private func derive(
        _ space: TinySpace, _ budgets: [String], to folder: String, _ source: Formula? = Formula()
    ) throws -> [DeriveJob.Derived] {
        try DeriveJob(nil, databasePath: space.databasePath, workers: 2, latency: source).run(
            budgets: Budgets.alternatives(parsing: budgets), scope: nil, folder: space.file(folder), .quiet,
            Interruption(), command: "derive")
    }

    private func findings(_ student: DeriveJob.Derived) throws -> [VerificationFinding] {
        try VerifyJob(specPath: student.specPath).run().findings
    }

    @Test(arguments: ["60%latency", "40%+65%latency"])
    func aSearchAndItsStudents(budgets: String) throws {
        let space = try TinySpace()
        let outcome = try search(space, .solve, budgets, Formula(factor: 1.1)).run(.quiet, Interruption())
        let time = try #require(outcome.measured[0].measuredNanoseconds)
        #expect(outcome.measured[0].predictedNanoseconds != nil)
        let own = try derive(space, [], to: "own", Formula(factor: 1.1))[0]
        #expect(own.isSearchChoice && own.keepsMeasuredTime == true)
        #expect(own.spec.latency?.measuredNanoseconds == time)
        #expect(try findings(own).isEmpty)
        let record = try space.database().latestExperiment()
        #expect(record.settings.timeBudget != nil && (record.settings.budget != nil) == budgets.contains("+"))

        // Other budgets of every kind out of the same experiment, by its own times.
        let others = try derive(space, ["50%,55%latency,45%+70%latency"], to: "others")
        #expect(others.map { $0.limit.text } == ["50%", "55%latency", "45% + 70%latency"])
        for student in others {
            #expect(try findings(student).isEmpty)
            let cost = FrameCost(
                macs: student.spec.use.deltaFrameMACs, nanoseconds: student.spec.latency?.predictedNanoseconds)
            #expect(student.limit.allows(cost))
        }
        let rows = try space.database().derivations(of: record)
        #expect(rows.map { $0.timeBudget?.text } == [own.limit.time?.budget.text, nil, "55%latency", "70%latency"])
        #expect(rows.allSatisfy { $0.predictedNanoseconds != nil && $0.measuredNanoseconds != nil })
    }

    /// Frames that take far more than their parts: the student says so, and verify does too.
    @Test func whatIsTooSlowAsMeasuredIsNoSecret() throws {
        let space = try TinySpace()
        _ = try search(space, .solve, "60%latency").run(.quiet, Interruption())
        let student = try derive(space, ["60%latency"], to: "student", Formula(factor: 50))[0]
        #expect(student.keepsMeasuredTime == false)
        let found = try findings(student)
        guard case .spec(.overTimeBudget(.deltaFrame, .measured, _, let limit)) = found.first else {
            Issue.record("\(found)")
            return
        }
        #expect(found.count == 1 && limit == student.limit.deltaFrameNanoseconds)
    }

    /// Cut off and taken up again under two budgets: the same end as in one go.
    @Test func resumesUnderTwoBudgets() throws {
        let (whole, parts) = (try TinySpace(), try TinySpace())
        let expected = try search(whole, .gumbel, "40%+65%latency").run(.quiet, Interruption())
        #expect(throws: Interrupted.self) { try search(parts, .gumbel, "40%+65%latency").run(until: "search") }
        let resumed = try SearchExperiment(
            resuming: nil, databasePath: parts.databasePath, workers: 1, latency: Formula()
        ).job()
        #expect(resumed.request.limit.text == "40% + 65%latency")
        let outcome = try resumed.run(.quiet, Interruption())
        #expect(outcome.measured == expected.measured && outcome.settled == expected.settled)
        let student = try derive(parts, [], to: "student")[0]
        #expect(try findings(student).isEmpty)
    }

    /// An experiment without times gets them where a budget asks, and only there.
    @Test func timesForAnExperimentWithout() throws {
        let space = try TinySpace()
        _ = try space.search(.solve).run(.quiet, Interruption())
        let students = try derive(space, ["50%,60%latency"], to: "students")
        #expect(students[1].spec.latency?.budget?.requested == "60%latency")
        for student in students { #expect(try findings(student).isEmpty) }
        #expect(try derive(space, ["50%"], to: "plain")[0].spec.latency == nil)
        #expect(throws: SearchJobError.noTimes(experiment: "tiny")) {
            try derive(space, ["60%latency"], to: "none", nil)
        }
    }

    @Test func infeasibleTimesStopBeforeAnythingIsWritten() throws {
        let space = try TinySpace()
        // The rest of a frame alone takes 60 µs.
        #expect(throws: InfeasibleBudget.self) { try search(space, .solve, "50us") }
        #expect(throws: InfeasibleBudget.self) { try search(space, .solve, "1kMACs+60%latency") }
        #expect(!space.contents.contains("d.sqlite"))
    }
}
