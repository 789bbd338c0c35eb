import Experiments
import StudentSpace

/// What `damages` prints: one prediction of one kind of networks a row.
enum DamagesText {
    static func table(_ report: DamagesReport) -> Table {
        var table = Table([
            .init("networks", "networks"), .init("count", "count", isNumber: true),
            .init("prediction", "prediction"), .init("seconds", "seconds", isNumber: true),
            .init("spearman_damage", "ρ, damage", isNumber: true),
            .init("spearman_disagreement", "ρ, disagreement", isNumber: true),
            .init("predicted_mean", "mean predicted", isNumber: true),
            .init("measured_mean", "mean measured", isNumber: true),
            .init("disagreement_mean", "mean disagreement", isNumber: true),
        ])
        for networks in report.networks {
            for prediction in networks.predictions {
                table.rows.append([
                    .string(networks.kind), .integer(networks.count), .string(prediction.name),
                    .init(.number(prediction.seconds), Quantity.number(prediction.seconds)),
                    .fraction(prediction.byDamage), .fraction(prediction.byDisagreement), number(mean(prediction.sums)),
                    number(mean(networks.damages)), .fraction(mean(networks.disagreements)),
                ])
            }
        }
        return table
    }

    private static func number(_ value: Double) -> Table.Cell { .init(.number(value), Quantity.number(value)) }

    private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(1, values.count)) }
}
