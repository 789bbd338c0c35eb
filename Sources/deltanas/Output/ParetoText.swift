import Experiments
import StudentSpace

/// What `pareto` prints: a student a row.
enum ParetoText {
    static func table(_ report: ParetoReport) -> Table {
        var table = Table([
            .init("series", "series"), .init("finetune_steps", "fine-tuned", isNumber: true),
            .init("budget", "budget"), .init("delta_frame_macs", "delta frame", isNumber: true),
            .init("amortised_share", "amortised", isNumber: true), .init("agreement", "agreement", isNumber: true),
            .init("miou", "mIoU", isNumber: true), .init("spec", "spec"),
        ])
        for point in report.points {
            table.rows.append([
                .string(point.series),
                .init(
                    .integer(point.finetuneSteps), point.finetuneSteps > 0 ? counted(point.finetuneSteps, "step") : "-"),
                .string(point.budget), .init(.integer(point.deltaFrameMACs), Quantity.macs(point.deltaFrameMACs)),
                .fraction(point.amortisedShare), .fraction(point.agreement), .fraction(point.miou),
                .string(point.spec ?? ""),
            ])
        }
        return table
    }

    /// What the table does not say.
    static func notes(_ report: ParetoReport, folder: String) -> [String] {
        var notes: [String] = []
        if report.knownPoints > 0 {
            notes.append(
                "\(counted(report.knownPoints, "point")) of \(report.points.count) as scored by an earlier run")
        }
        var series: [String] = []
        for entry in report.infeasible where !series.contains(entry.series) { series.append(entry.series) }
        for name in series {
            let budgets = report.infeasible.filter { $0.series == name }.map(\.budget)
            notes.append("\(name) has no network within \(budgets.joined(separator: ", "))")
        }
        if report.isFitted {
            notes.append("these frames were fitted on: give others with --data for what students do there")
        }
        return notes + ["drawn: \(folder)/pareto.svg; its points: \(folder)/pareto.csv"]
    }
}
