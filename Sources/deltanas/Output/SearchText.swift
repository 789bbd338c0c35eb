import DeltaSearch
import ExperimentStore
import Experiments
import Foundation
import Networks
import StudentSpace
import VideoData

/// What `search`, `resume` and `derive` say of their work.
enum SearchText {
    /// Every setting a run starts with, defaults included.
    static func describe(
        _ search: SearchExperiment, seeds: [UInt64], processes: Int, workers: Int, databasePath: String
    ) -> [String] {
        let request = search.request
        let resolved = request.resolved
        let limit = request.limit
        var lines = [
            "experiment \(search.record.name) in \(databasePath)",
            "space \(resolved.spaceFile.file) · teacher \(resolved.teacher.name), \(resolved.classes) classes, \(resolved.weightsPath ?? "")",
            "input \(resolved.input) · key frame every \(resolved.keyframeInterval) frames · data \(resolved.data)"
                + (resolved.frames.map { " frames \($0)" } ?? ""),
            "budget \(limit.text) per \(limit.scope.rawValue): a delta frame of at most \(allowance(limit))",
        ]
        if limit.time != nil, let table = resolved.space.latency {
            lines.append("times of \(table.conditionsText)")
        }
        let memory = String(format: "%.1f GiB", Double(processes * search.memoryNeed) / Double(1 << 30))
        let seed =
            "\(Self.seeds(seeds)) · \(processes > 1 ? "\(processes) processes, " : "")\(counted(workers, "worker")) · about \(memory) of memory"
        if request.strategy.isDifferentiable {
            let c = request.configuration
            lines.append(
                "strategy \(request.strategy.rawValue): \(c.searchSteps) steps sampled, \(c.settleSteps) settling, \(c.pairs) frame pairs a step, learning rates \(c.learningRate) and \(c.logitLearningRate), α \(c.alpha), τ \(c.temperature.upperBound) → \(c.temperature.lowerBound)\(price(request)) · \(seed)"
            )
        } else {
            let draws = request.strategy == .random ? ", \(request.configuration.draws) draws" : ""
            lines.append("strategy \(request.strategy.rawValue)\(draws) · \(seed)")
        }
        return lines
    }

    /// `seed 0`, `3 trials with seeds 0 to 2`.
    private static func seeds(_ seeds: [UInt64]) -> String {
        guard let first = seeds.first, let last = seeds.last, seeds.count > 1 else { return "seed \(seeds.first ?? 0)" }
        return "\(seeds.count) trials with seeds \(first) to \(last)"
    }

    /// What a strategy that holds the price of cost constant says of it.
    private static func price(_ request: SearchRequest) -> String {
        guard request.strategy == .deltaDistillation else { return "" }
        return ", β \(request.configuration.beta.map { "\($0)" } ?? "from the budget")"
            + (request.configuration.fillsBudget ? ", the network moved to the budget" : "")
    }

    /// What a delta frame may cost and take, of what the teacher does.
    private static func allowance(_ limit: BudgetLimit) -> String {
        [
            limit.compute.map { "\(Cost(macs: $0.deltaFrame)) of the teacher's \(Cost(macs: $0.teacher))" },
            limit.time.map { "\(Quantity.time($0.deltaFrame)) of the teacher's \(Quantity.time($0.teacher))" },
        ].compactMap { $0 }.joined(separator: " and ")
    }

    /// Says what starts, runs it, and prints what came of it.
    static func run(
        _ search: SearchExperiment, processes: Int, workers: Int, databasePath: String, _ format: OutputFormat,
        _ interruption: Interruption
    ) throws {
        for warning in search.database.warnings { Terminal.note("warning: \(warning.text)") }
        let all = try search.trials()
        describe(
            search, seeds: all.map(\.seed), processes: processes, workers: workers, databasePath: databasePath
        ).forEach(Terminal.note)
        let trials = SearchTrials(search)
        trials.willRun = { job, previous in
            if all.count > 1 {
                Terminal.note("trial \(job.trial.position) of 0 to \(all.count - 1), seed \(job.trial.seed)")
            }
            if let owner = previous.owner {
                Terminal.note("taken over from process \(owner.process) on \(owner.host)")
            }
            warn(job)
        }
        let describe: (any Error) -> String = { ErrorMessage($0).line }
        let outcomes =
            processes > 1
            ? try TrialProcesses(trials, count: processes, workers: workers, databasePath: databasePath)
                .run(ProgressMeter(), interruption, describe: describe)
            : try trials.run(ProgressMeter(), interruption, describe: describe)
        if format == .table {
            print(outcomes)
        } else {
            Terminal.print(networks(outcomes, of: search.record.name).formatted(format))
        }
        Terminal.note("recorded as experiment \(search.record.name) in \(databasePath)")
        Terminal.note(
            "next: \(RunOrigin.command) "
                + ShellWords.joined(["derive", search.record.name, "--db", databasePath, "-o", "student"]))
    }

    /// What a user should know of a trial that begins.
    static func warn(_ job: SearchJob) {
        let rest = !job.isResumed ? "beginning the trial anew" : "going on from the one before"
        for error in job.damagedCheckpoints { Terminal.note("warning: \(ErrorMessage(error).reason): \(rest)") }
    }

    /// Of several trials, which one students are cut out of, and why.
    static func sayTrial(_ job: DeriveJob) {
        guard job.trialCount > 1 else { return }
        let agreement = job.finishedTrials.first { $0.trial.id == job.trial.id }?.agreement
        Terminal.note(
            "trial \(job.trial.position), seed \(job.trial.seed)"
                + (agreement.map { String(format: ", whose choice agrees %.4f", $0) } ?? "") + ": "
                + (SearchOutcome.best(job.finishedTrials)?.trial.id == job.trial.id ? "the best" : "one")
                + " of \(job.finishedTrials.count) that have come to their end"
                + (job.finishedTrials.count < job.trialCount ? "; there are \(job.trialCount)" : ""))
    }

    private static func print(_ outcomes: [SearchOutcome]) {
        guard outcomes.count > 1 else { return outcomes.forEach(print) }
        for outcome in outcomes {
            Terminal.print("trial \(outcome.trial.position), seed \(outcome.trial.seed): ")
            print(outcome)
        }
        guard let best = SearchOutcome.best(outcomes), let agreement = best.agreement else { return }
        let all = outcomes.compactMap(\.agreement)
        Terminal.print(
            String(
                format: "the best of %d trials is %d, seed %@: %.4f (%.4f to %.4f)\n", outcomes.count,
                best.trial.position, "\(best.trial.seed)", agreement, all.min() ?? 0, all.max() ?? 0))
    }

    private static func print(_ outcome: SearchOutcome) {
        let isHeldBack = outcome.measured.first?.frames == .heldBack
        var text = "agreement with the teacher on "
        text +=
            isHeldBack
            ? "held-back frames, which no weight was fitted on:\n"
            : "the frames that weights were fitted on (too few to hold any back):\n"
        text += table(outcome.measured.map(Line.init))
        if let mixture = outcome.mixtureAgreement, let chosen = outcome.measured.first?.agreement {
            text += String(
                format: "the supernet's mixture agrees %.4f on them: discretisation loses %.4f\n", mixture,
                mixture - chosen)
        }
        if let settled = outcome.settled {
            text += "with the weights that it ends with, fitted on these frames too:\n" + table([Line(settled)])
        } else if outcome.isRefitted {
            text += "after this choice its weights were fitted anew, on all frames\n"
        }
        Terminal.print(text)
    }

    static func print(_ derived: DeriveJob.Derived, of experiment: String) {
        let use = derived.spec.use
        let share = Double(use.amortisedMACs) / Double(use.teacherMACs)
        Terminal.print(
            "agreement with the teacher on the frames that "
                + (derived.isSearchChoice ? "the search decided on" : "decide")
                + "; the weights were fitted on them too:\n" + table(derived.measured.map(Line.init)))
        let limit = derived.limit
        var lines = [
            "student of \(experiment) for \(limit.text) per \(limit.scope.rawValue): \(derived.specPath)",
            "  delta frame \(Cost(macs: use.deltaFrameMACs))"
                + (limit.compute.map { " of at most \(Cost(macs: $0.deltaFrame))" } ?? ""),
            "  amortised over \(limit.keyframeInterval) frames \(Cost(macs: use.amortisedMACs)), \(String(format: "%.1f %%", 100 * share)) of the teacher's \(Cost(macs: use.teacherMACs))",
        ]
        if let latency = derived.spec.latency { lines += timeLines(latency, derived) }
        Terminal.print(lines.map { $0 + "\n" }.joined())
        Terminal.note(
            "next: \(RunOrigin.command) evaluate \(ShellWords.quoted(derived.specPath)) --data SOURCE")
    }

    private static func timeLines(_ latency: StudentSpec.LatencyRecord, _ derived: DeriveJob.Derived) -> [String] {
        let bound = derived.limit.time
        var lines = [
            "  delta frame takes \(latency.text)" + (bound.map { "; at most \(Quantity.time($0.deltaFrame))" } ?? ""),
            "  on \(latency.conditionsText)",
        ]
        switch derived.keepsMeasuredTime {
        case nil where bound != nil: lines.append("  not measured: the prediction keeps the budget of time")
        case false?: lines.append("  NOT within the budget of time as measured, after lowering the predicted limit")
        case nil, true?: break
        }
        return lines
    }

    /// A measured network.
    private struct Line {
        var agreement: Double
        var miou: Double?
        var macs: Int
        var label: String
        var predicted: Int?
        var timed: Int?

        init(_ record: MeasurementRecord) {
            (agreement, miou, macs, label) = (record.agreement, record.miou, record.deltaFrameMacs, record.label)
            (predicted, timed) = (record.predictedNanoseconds, record.measuredNanoseconds)
        }

        /// ` · 6.9 ms predicted, 7.05 ms measured`, or nothing where nothing is known.
        var time: String {
            let parts = [
                predicted.map { "\(Quantity.time($0)) predicted" }, timed.map { "\(Quantity.time($0)) measured" },
            ].compactMap { $0 }
            return parts.isEmpty ? "" : " · " + parts.joined(separator: ", ")
        }

        init(_ measured: MeasuredProposal) {
            agreement = measured.evaluation.agreement.share ?? 0
            miou = measured.evaluation.student.meanIoU
            macs = measured.evaluation.deltaFrameMACs
            label = measured.proposal.label
            predicted = measured.predictedNanoseconds
            timed = measured.time?.deltaFrame
        }
    }

    /// Networks, the best first: the first is marked.
    private static func table(_ lines: [Line]) -> String {
        var text = ""
        for (index, line) in lines.prefix(8).enumerated() {
            let miou = line.miou.map { String(format: " · mIoU %.4f", $0) } ?? ""
            text += String(
                format: "%@ %.4f%@ · delta frame %@ · %@\n", index == 0 ? "▸" : " ", line.agreement, miou,
                "\(Cost(macs: line.macs))\(line.time)", line.label)
        }
        if lines.count > 8 { text += "  and \(lines.count - 8) more\n" }
        return text
    }
}
