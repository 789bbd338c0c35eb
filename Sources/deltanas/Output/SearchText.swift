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
    static func describe(_ job: SearchJob, workers: Int, databasePath: String) -> [String] {
        let request = job.request
        let resolved = request.resolved
        let limit = request.limit
        var lines = [
            "experiment \(job.experiment.name) in \(databasePath)",
            "space \(resolved.spaceFile.file) · teacher \(resolved.architecture.name), \(resolved.classes) classes, \(resolved.weightsPath ?? "")",
            "input \(resolved.input) · key frame every \(resolved.keyframeInterval) frames · data \(resolved.data)"
                + (resolved.frames.map { " frames \($0)" } ?? ""),
            "budget \(limit.text) per \(limit.scope.rawValue): a delta frame of at most \(allowance(limit))",
        ]
        if limit.time != nil, let table = resolved.space.latency {
            lines.append("times of \(table.conditionsText)")
        }
        let memory = String(format: "%.1f GiB", Double(job.memoryNeed) / Double(1 << 30))
        let seed =
            "seed \(request.configuration.seed) · \(workers) worker\(workers == 1 ? "" : "s") · about \(memory) of memory"
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
        _ job: SearchJob, workers: Int, databasePath: String, _ format: OutputFormat, _ interruption: Interruption
    ) throws {
        for warning in job.database.warnings { Terminal.note("warning: \(warning.text)") }
        describe(job, workers: workers, databasePath: databasePath).forEach(Terminal.note)
        for error in job.damagedCheckpoints {
            Terminal.note("warning: \(ErrorMessage(error).cause): going on from the one before")
        }
        let outcome = try job.run(ProgressMeter(), interruption) { ErrorMessage($0).line }
        if format == .table {
            print(outcome)
        } else {
            Terminal.print(networks(outcome, of: job.experiment.name).formatted(format))
        }
        Terminal.note("recorded as experiment \(job.experiment.name) in \(databasePath)")
        Terminal.note(
            "next: \(RunOrigin.command) "
                + ShellWords.joined(["derive", job.experiment.name, "--db", databasePath, "-o", "student"]))
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
