import ExperimentStore
import Experiments

/// Experiments, one a line.
enum ExperimentsText {
    static func list(_ experiments: [ExperimentSummary]) -> Table {
        var table = Table([
            .init("name", "name"), .init("status", "status"), .init("space", "space"), .init("budget", "budget"),
            .init("budget_scope", "scope"), .init("strategy", "strategy"),
            .init("step", nil), .init("steps", "steps", isNumber: true),
            .init("best_agreement", "agreement", isNumber: true), .init("created", "created"),
        ])
        for summary in experiments {
            let record = summary.experiment
            let settings = record.settings
            let budgets = [settings.budget?.text, settings.timeBudget?.text].compactMap { $0 }
            let budget = budgets.isEmpty ? nil : budgets.joined(separator: " + ")
            table.rows.append([
                .string(record.name), .string(record.status.rawValue), .string(record.provenance.spacePath),
                .init(.string(budget), budget ?? "none"),
                .string(settings.budgetScope.rawValue), .string(settings.strategy), .integer(summary.step),
                .init(.integer(settings.steps), "\(summary.step)/\(settings.steps)"),
                .fraction(summary.bestAgreement),
                .init(.string(Quantity.timestamp(record.createdAt)), Quantity.date(record.createdAt)),
            ])
        }
        return table
    }
}
