import Experiments
import StudentSpace

/// What `pareto` prints: a student a row.
enum ParetoText {
    static func table(_ report: ParetoReport) -> Table {
        var table = Table([
            .init("series", "series"), .init("budget", "budget"),
            .init("delta_frame_macs", "delta frame", isNumber: true),
            .init("amortised_share", "amortised", isNumber: true), .init("agreement", "agreement", isNumber: true),
            .init("miou", "mIoU", isNumber: true), .init("spec", "spec"),
        ])
        for point in report.points {
            table.rows.append([
                .string(point.series), .string(point.budget),
                .init(.integer(point.deltaFrameMACs), Quantity.macs(point.deltaFrameMACs)),
                .fraction(point.amortisedShare), .fraction(point.agreement), .fraction(point.miou),
                .string(point.spec ?? ""),
            ])
        }
        return table
    }
}
