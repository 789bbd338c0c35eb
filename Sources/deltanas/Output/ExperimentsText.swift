import ExperimentStore
import Experiments

/// Experiments, one a line.
enum ExperimentsText {
    /// What is printed where nobody names columns.
    static let usualKeys = [
        "name", "status", "space", "budget", "budget_scope", "strategy", "step", "steps", "best_agreement", "created",
    ]

    /// All that can be printed.
    static let columns: [Table.Column] = [
        .init("name", "name"), .init("status", "status"), .init("space", "space"), .init("budget", "budget"),
        .init("budget_scope", "scope"), .init("strategy", "strategy"),
        .init("step", "step", isNumber: true), .init("steps", "steps", isNumber: true),
        .init("best_agreement", "agreement", isNumber: true), .init("created", "created"),
        .init("trials", "trials", isNumber: true), .init("students", "students", isNumber: true),
        .init("delta_frame_macs", "delta frame"), .init("teacher_macs", "teacher"), .init("input", "input"),
        .init("keyframe_interval", "T", isNumber: true), .init("data", "data"), .init("seed", "seed", isNumber: true),
        .init("host", "host"), .init("revision", "revision"),
    ]

    /// - Parameter keys: the columns in their order; nil: the usual ones, of which people see steps as `20/50`.
    static func list(_ experiments: [ExperimentSummary], keys: [String]? = nil) -> Table {
        let isUsual = keys == nil
        var table = Table(columns, experiments.map { row($0, isUsual: isUsual) })
        if isUsual {
            for index in table.columns.indices where table.columns[index].key == "step" {
                table.columns[index].title = nil
            }
        }
        return table.picking(keys ?? usualKeys)
    }

    /// Fine-tuning runs, one a line.
    static func list(_ runs: [FinetuningSummary]) -> Table {
        var table = Table([
            .init("experiment", "student of"), .init("status", "status"), .init("step", "step", isNumber: true),
            .init("steps", "of steps", isNumber: true), .init("agreement", "agreement", isNumber: true),
            .init("data", "data"), .init("folder", "folder"), .init("started", "started"),
        ])
        for summary in runs {
            let run = summary.run
            table.rows.append([
                .string(run.experiment), .string(summary.status.rawValue), .integer(run.step), .integer(run.steps),
                .fraction(run.agreement), .string(run.dataText), .string(run.folder),
                .init(.string(Quantity.timestamp(run.startedAt)), Quantity.date(run.startedAt)),
            ])
        }
        return table
    }

    private static func row(_ summary: ExperimentSummary, isUsual: Bool) -> [Table.Cell] {
        let record = summary.experiment
        let settings = record.settings
        let budgets = [settings.budget?.text, settings.timeBudget?.text].compactMap { $0 }
        let budget = budgets.isEmpty ? nil : budgets.joined(separator: " + ")
        return [
            .string(record.name), .string(summary.status.rawValue), .string(record.provenance.spacePath),
            .init(.string(budget), budget ?? "none"),
            .string(settings.budgetScope.rawValue), .string(settings.strategy), .integer(summary.step),
            .init(.integer(summary.steps), isUsual ? "\(summary.step)/\(summary.steps)" : nil),
            .fraction(summary.bestAgreement),
            .init(.string(Quantity.timestamp(record.createdAt)), Quantity.date(record.createdAt)),
            .integer(summary.trials), .integer(summary.students),
            .init(.integer(summary.deltaFrameMacs), summary.deltaFrameMacs.map(Quantity.macs) ?? "-"),
            .macs(settings.teacherMacs), .string("\(settings.inputHeight)x\(settings.inputWidth)"),
            .integer(settings.keyframeInterval), .string(record.provenance.dataText),
            .string("\(settings.seed)"), .string(record.provenance.host), .string(record.provenance.revision),
        ]
    }
}
