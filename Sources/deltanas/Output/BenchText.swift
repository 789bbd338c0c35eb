import Experiments
import Foundation
import StudentSpace

/// A benchmark's rows, as they are printed.
struct BenchText {
    let report: BenchReport

    init(_ report: BenchReport) { self.report = report }

    /// What programs read: exactly these columns, a null where there is no figure.
    var rows: Table {
        Table(
            ["name", "unit", "ours", "peer", "ratio", "peer_name"].map { Table.Column($0, $0) },
            report.rows.map { row in
                [
                    .string(row.name.rawValue), .string(row.name.unit), Table.Cell(.number(row.ours.median)),
                    Table.Cell(.number(row.peer.median)), Table.Cell(.number(row.ratio)), .string(row.peerName),
                ]
            })
    }

    /// What people read: the rows with their bars, what is missing, and where it was measured.
    var table: String {
        let columns = [
            Table.Column("name", "row"), Table.Column("ours", "ours", isNumber: true), Table.Column("unit", "unit"),
            Table.Column("peer", "peer", isNumber: true), Table.Column("ratio", "ratio", isNumber: true),
            Table.Column("bar", "bar"), Table.Column("peer_name", "measured beside"),
        ]
        let body = report.rows.map { row in
            [
                row.name.rawValue, Self.figure(row.ours.median), row.name.unit, Self.figure(row.peer.median),
                Self.figure(row.ratio), bars(of: row.name), row.peerName ?? "",
            ].map { Table.Cell.string($0) }
        }
        return Table(columns, body).text + notes.map { $0 + "\n" }.joined() + "\n" + facts.text
    }

    var facts: Facts {
        let (machine, conditions) = (report.machine, report.conditions)
        let memory = String(format: "%.0f GiB", conditions.memoryGiB)
        var facts = Facts([
            (
                "machine",
                "\(machine.processor), \(counted(machine.cores, "core")), \(conditions.instructionSet), \(memory)"
            ),
            (
                "system",
                "\(conditions.system), load average \(String(format: "%.2f", conditions.loadAverage)) at the start"
            ),
            (
                "versions",
                report.versions.compactMap { entry in entry.version.map { "\(entry.name) \($0)" } }
                    .joined(separator: ", ")
            ),
            ("revision", report.origin.revision),
            ("date", Quantity.timestamp(report.date)),
            ("threads", "\(report.settings.threads)"),
        ])
        if report.settings.python == nil { facts.add("peers", "none: add --peers") }
        return facts
    }

    /// `≤ 0.25 met; ≤ 1.15 × supernet-step-k2-p1 missed (1.31)`.
    func bars(of name: BenchName) -> String {
        report.bars.filter { $0.row == name }.map { bar in
            let text = Self.text(bar)
            switch bar.isMet(in: report.rows) {
            case true?: return text + " met" + value(of: bar)
            case false?: return text + " MISSED" + value(of: bar)
            case nil: return text
            }
        }.joined(separator: "; ")
    }

    /// The figure behind a bar, where the row does not show it.
    private func value(of bar: BenchBar) -> String {
        guard case .relative = bar.measure else { return "" }
        return " (\(Self.figure(bar.measured(in: report.rows))))"
    }

    static func text(_ bar: BenchBar) -> String {
        let bound =
            switch bar.bound {
            case .atMost(let limit): "≤ \(figure(limit))"
            case .atLeast(let limit): "≥ \(figure(limit))"
            }
        switch bar.measure {
        case .ratio, .value: return bound
        case .relative(let other): return "\(bound) × \(other.rawValue)"
        }
    }

    /// Three significant digits and, where there are more before the point, those; a dash where there is no figure.
    static func figure(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "-" }
        let digits = value == 0 ? 0 : max(0, 2 - Int(floor(log10(abs(value)))))
        return String(format: "%.\(min(digits, 6))f", value)
    }
}
