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
            "budget \(limit.budget.text) per \(limit.scope.rawValue): a delta frame of at most \(Cost(macs: limit.deltaFrameMACs)) of the teacher's \(Cost(macs: limit.teacherMACs))",
        ]
        let memory = String(format: "%.1f GiB", Double(job.memoryNeed) / Double(1 << 30))
        let seed =
            "seed \(request.configuration.seed) · \(workers) worker\(workers == 1 ? "" : "s") · about \(memory) of memory"
        if request.strategy == .gumbel {
            let c = request.configuration
            lines.append(
                "strategy gumbel: \(c.searchSteps) steps sampled, \(c.settleSteps) settling, \(c.pairs) frame pairs a step, learning rates \(c.learningRate) and \(c.logitLearningRate), α \(c.alpha), τ \(c.temperature.upperBound) → \(c.temperature.lowerBound) · \(seed)"
            )
        } else {
            lines.append("strategy \(request.strategy.rawValue) · \(seed)")
        }
        return lines
    }

    /// Says what starts, runs it, and prints what came of it.
    static func run(
        _ job: SearchJob, workers: Int, databasePath: String, _ interruption: Interruption
    ) throws {
        for warning in job.database.warnings { Terminal.note("warning: \(warning.text)") }
        describe(job, workers: workers, databasePath: databasePath).forEach(Terminal.note)
        for error in job.damagedCheckpoints {
            Terminal.note("warning: \(ErrorMessage(error).cause): going on from the one before")
        }
        let outcome = try job.run(ProgressMeter(), interruption) { ErrorMessage($0).line }
        print(outcome, job, databasePath: databasePath)
    }

    private static func print(_ outcome: SearchOutcome, _ job: SearchJob, databasePath: String) {
        let isHeldBack = outcome.measured.first?.frames == .heldBack
        var text = "agreement with the teacher on "
        text +=
            isHeldBack
            ? "held-back frames, which no weight was fitted on:\n"
            : "the frames that weights were fitted on (too few to hold any back):\n"
        text += table(outcome.measured.map(Line.init))
        if let settled = outcome.settled {
            text += "with the weights that it ends with, fitted on these frames too:\n" + table([Line(settled)])
        } else if outcome.isRefitted {
            text += "after this choice its weights were fitted anew, on all frames\n"
        }
        Terminal.print(text)
        Terminal.note("recorded as experiment \(job.experiment.name) in \(databasePath)")
        Terminal.note(
            "next: \(RunOrigin.command) "
                + ShellWords.joined(["derive", job.experiment.name, "--db", databasePath, "-o", "student"]))
    }

    static func print(_ derived: DeriveJob.Derived, of experiment: String) {
        let use = derived.spec.use
        let share = Double(use.amortisedMACs) / Double(use.teacherMACs)
        Terminal.print(
            "agreement with the teacher on the frames that "
                + (derived.isSearchChoice ? "the search decided on" : "decide")
                + "; the weights were fitted on them too:\n" + table(derived.measured.map(Line.init)))
        Terminal.print(
            """
            student of \(experiment) for \(derived.limit.budget.text) per \(derived.limit.scope.rawValue): \(derived.specPath)
              delta frame \(Cost(macs: use.deltaFrameMACs)) of at most \(Cost(macs: derived.limit.deltaFrameMACs))
              amortised over \(derived.limit.keyframeInterval) frames \(Cost(macs: use.amortisedMACs)), \(String(format: "%.1f %%", 100 * share)) of the teacher's \(Cost(macs: use.teacherMACs))

            """)
        Terminal.note(
            "next: \(RunOrigin.command) evaluate \(ShellWords.quoted(derived.specPath)) --data SOURCE")
    }

    /// A measured network.
    private struct Line {
        var agreement: Double
        var miou: Double?
        var macs: Int
        var label: String

        init(_ record: MeasurementRecord) {
            (agreement, miou, macs, label) = (record.agreement, record.miou, record.deltaFrameMacs, record.label)
        }

        init(_ measured: MeasuredProposal) {
            agreement = measured.evaluation.agreement.share ?? 0
            miou = measured.evaluation.student.meanIoU
            macs = measured.evaluation.deltaFrameMACs
            label = measured.proposal.label
        }
    }

    /// Networks, the best first: the first is marked.
    private static func table(_ lines: [Line]) -> String {
        var text = ""
        for (index, line) in lines.prefix(8).enumerated() {
            let miou = line.miou.map { String(format: " · mIoU %.4f", $0) } ?? ""
            text += String(
                format: "%@ %.4f%@ · delta frame %@ · %@\n", index == 0 ? "▸" : " ", line.agreement, miou,
                "\(Cost(macs: line.macs))", line.label)
        }
        if lines.count > 8 { text += "  and \(lines.count - 8) more\n" }
        return text
    }
}
