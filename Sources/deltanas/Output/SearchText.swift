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
        let seed = "seed \(request.configuration.seed) · \(workers) worker\(workers == 1 ? "" : "s")"
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

    static func print(_ outcome: SearchJob.Outcome, _ job: SearchJob, databasePath: String) {
        Terminal.print(table(outcome.measured, isHeldBack: outcome.isHeldBack))
        Terminal.note("recorded as experiment \(job.experiment.name) in \(databasePath)")
        Terminal.note(
            "next: \(RunOrigin.command) derive \(ShellWords.quoted(job.experiment.name)) --db \(ShellWords.quoted(databasePath)) -o student"
        )
    }

    static func print(_ derived: DeriveJob.Derived, of experiment: String) {
        let use = derived.spec.use
        let share = Double(use.amortisedMACs) / Double(use.teacherMACs)
        Terminal.print(table(derived.measured, isHeldBack: derived.isHeldBack))
        Terminal.print(
            """
            student of \(experiment) for \(derived.limit.budget.text) per \(derived.limit.scope.rawValue): \(derived.folder)/\(DeriveJob.specName)
              delta frame \(Cost(macs: use.deltaFrameMACs)) of at most \(Cost(macs: derived.limit.deltaFrameMACs))
              amortised over \(derived.limit.keyframeInterval) frames \(Cost(macs: use.amortisedMACs)), \(String(format: "%.1f %%", 100 * share)) of the teacher's \(Cost(macs: use.teacherMACs))

            """)
        Terminal.note(
            "next: \(RunOrigin.command) evaluate \(ShellWords.quoted(derived.folder + "/" + DeriveJob.specName)) --data SOURCE"
        )
    }

    /// The networks that were measured, the best first.
    private static func table(_ measured: [MeasuredProposal], isHeldBack: Bool) -> String {
        var text =
            "agreement with the teacher on \(isHeldBack ? "held-back frames" : "the fitting frames (too few to hold any back)"):\n"
        for (index, entry) in measured.prefix(8).enumerated() {
            let miou = entry.evaluation.student.meanIoU.map { String(format: " · mIoU %.4f", $0) } ?? ""
            text += String(
                format: "%@ %.4f%@ · delta frame %@ · %@\n", index == 0 ? "▸" : " ",
                entry.evaluation.agreement.share ?? 0, miou, "\(Cost(macs: entry.evaluation.deltaFrameMACs))",
                entry.proposal.label)
        }
        if measured.count > 8 { text += "  and \(measured.count - 8) more\n" }
        return text
    }
}
