import DeltaSearch
import ExperimentStore
import Experiments
import Foundation
import StudentSpace
import Training
import VideoData

/// What `finetune` says of its work.
enum FinetuneText {
    /// Every setting a run starts with, defaults included.
    static func describe(_ job: FinetuneJob, workers: Int) -> [String] {
        let c = job.request.configuration
        var lines: [String] = job.database.warnings.map { "warning: \($0.text)" }
        lines += job.damagedCheckpoints.map { "warning: \(ErrorMessage($0).reason): going on from the one before" }
        let videos = job.clip.videos.count > 1 ? " of \(counted(job.clip.videos.count, "video"))" : ""
        let teacher = c.tunesTeacher ? " (teacher \(c.teacherRate))" : ""
        let memory = String(format: "%.1f GiB", Double(job.memoryNeed) / Double(1 << 30))
        lines += [
            "student \(job.request.specPath) of \(job.spec.provenance.experiment) · key frame every \(job.spec.keyframeInterval) frames · input \(job.spec.input) · data \(job.clip)\(videos)",
            "\(c.steps) steps of \(counted(c.clips, "clip")) with \(counted(c.deltaFrames, "delta frame")), learning rate \(c.learningRate)\(teacher), distillation \(c.distillation), label weight \(c.labelWeight), \(c.augmentation == .none ? "without" : "with") augmentation · seed \(c.seed) · \(counted(workers, "worker")) · about \(memory) of memory",
        ]
        if job.finished != nil {
            let day = job.record.finishedAt.map { " on \(Quantity.date($0))" } ?? ""
            lines.append("this run came to its end\(day) and its student is in place: nothing is trained")
        }
        if job.resumedAt > 0 { lines.append("going on from step \(job.resumedAt)") }
        return lines
    }

    /// What came of it.
    static func table(_ report: FinetuneReport) -> String {
        let use = report.spec.use
        var facts = Facts([
            ("student", report.specPath),
            ("data", "\(report.data), frames \(report.range.lowerBound)..\(report.range.upperBound - 1)"),
            (
                "amortised",
                "\(Cost(macs: use.amortisedMACs)), \(Quantity.percent(use.amortisedMACs, of: use.teacherMACs)) of the teacher"
            ),
        ])
        // Key frames are the teacher's unless that was tuned.
        let kind = report.spec.teacher.original == nil ? "delta frames" : "frames"
        let frames = report.isHeldBack ? "held-back \(kind)" : "\(kind) that it was fitted on"
        if let start = report.measured.first?.agreement {
            let isFlattered = report.isHeldBack && report.startHasSeenFrames
            facts.add(
                "before",
                "\(Quantity.fraction(start)) agreement on \(frames)"
                    + (isFlattered ? ", on which this start was fitted: more than it would have elsewhere" : ""))
        }
        facts.add(
            report.keepsStart ? "trained" : "best",
            "\(Quantity.fraction(report.best.agreement)) after step \(report.best.step)"
                + (report.isHeldBack && !report.keepsStart ? ", on the same frames, which its steps have not seen" : "")
        )
        if report.keepsStart {
            facts.add(
                "kept", "the student as it was: training made it worse; try a lower --learning-rate or more --steps")
        }
        if report.isSettled { facts.add("then", "trained on the held-back frames too") }
        return facts.text
    }
}
