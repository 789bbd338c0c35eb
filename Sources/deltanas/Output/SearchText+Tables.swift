import DeltaSearch
import ExperimentStore
import Experiments
import StudentSpace
import VideoData

/// The same for programs.
extension SearchText {
    /// What trials measured, a network a row: a trial's choice first, what settled afterwards last.
    static func networks(_ outcomes: [SearchOutcome], of experiment: String) -> Table {
        var table = Table([
            .init("experiment", "experiment"), .init("trial", "trial", isNumber: true), .init("seed", "seed"),
            .init("step", "step", isNumber: true), .init("network", "network"),
            .init("frames", "frames"), .init("agreement", "agreement", isNumber: true),
            .init("miou", "mIoU", isNumber: true), .init("delta_frame_macs", "MACs", isNumber: true),
            .init("predicted_nanoseconds", "predicted", isNumber: true),
            .init("measured_nanoseconds", "measured", isNumber: true),
        ])
        let records = outcomes.flatMap { outcome in
            (outcome.measured + [outcome.settled].compactMap { $0 }).map { (outcome.trial, $0) }
        }
        for (trial, record) in records {
            table.rows.append([
                .string(experiment), .integer(trial.position), .string("\(trial.seed)"), .integer(record.step),
                .string(record.label), .string(record.frames.rawValue),
                .init(.number(record.agreement)), .init(.number(record.miou)), .integer(record.deltaFrameMacs),
                .integer(record.predictedNanoseconds), .integer(record.measuredNanoseconds),
            ])
        }
        return table
    }

    /// Derived students, one a row.
    static func students(_ derived: [DeriveJob.Derived], of experiment: String) -> Table {
        var table = Table([
            .init("experiment", "experiment"), .init("budget", "budget"), .init("budget_scope", "scope"),
            .init("spec", "spec"), .init("delta_frame_macs", "MACs", isNumber: true),
            .init("amortised_macs", "amortised", isNumber: true), .init("teacher_macs", "teacher", isNumber: true),
            .init("agreement", "agreement", isNumber: true), .init("miou", "mIoU", isNumber: true),
            .init("predicted_nanoseconds", "predicted", isNumber: true),
            .init("measured_nanoseconds", "measured", isNumber: true),
        ])
        for student in derived {
            let use = student.spec.use
            let best = student.measured.first
            table.rows.append([
                .string(experiment), .string(student.limit.text), .string(student.limit.scope.rawValue),
                .string(student.specPath), .integer(use.deltaFrameMACs), .integer(use.amortisedMACs),
                .integer(use.teacherMACs), .init(.number(best?.evaluation.agreement.share)),
                .init(.number(best?.evaluation.student.meanIoU)),
                .integer(student.spec.latency?.predictedNanoseconds),
                .integer(student.spec.latency?.measuredNanoseconds),
            ])
        }
        return table
    }
}
