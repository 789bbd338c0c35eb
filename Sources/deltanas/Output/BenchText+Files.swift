import Experiments
import StudentSpace

/// A benchmark as files that are kept.
extension BenchText {
    /// Everything: machine, versions, settings, and every row with its samples. Format `deltanas.bench/1`.
    var json: JSONValue {
        let (machine, conditions) = (report.machine, report.conditions)
        let settings = report.settings
        return .object([
            ("format", .string("deltanas.bench/1")),
            ("date", .string(Quantity.timestamp(report.date))),
            ("command", .string(report.origin.commandLine)),
            ("revision", .string(report.origin.revision)),
            (
                "machine",
                .object([
                    ("processor", .string(machine.processor)), ("cores", .integer(machine.cores)),
                    ("isa", .string(conditions.instructionSet)), ("memory_gib", .number(conditions.memoryGiB)),
                    ("system", .string(conditions.system)), ("load_average", .number(conditions.loadAverage)),
                ])
            ),
            ("versions", .object(report.versions.map { ($0.name, .string($0.version)) })),
            (
                "settings",
                .object([
                    ("threads", .integer(settings.threads)), ("repeat", .integer(settings.rounds)),
                    ("peers", .bool(settings.python != nil)),
                ])
            ),
            ("rows", .array(zip(report.rows, rows.json.elements).map { json($0, figures: $1) })),
        ])
    }

    private func json(_ row: BenchRow, figures: JSONValue) -> JSONValue {
        guard case .object(let members) = figures.content else { return figures }
        let bars = report.bars.filter { $0.row == row.name }
        return .object(
            members.map { ($0.key, $0.value) } + [
                ("ours_samples", Self.json(row.ours)), ("peer_samples", Self.json(row.peer)),
                ("bars", .array(bars.map(json))), ("note", .string(row.note.map(Self.text))),
            ])
    }

    private func json(_ bar: BenchBar) -> JSONValue {
        .object([
            ("bar", .string(Self.text(bar))), ("value", .number(bar.measured(in: report.rows))),
            ("met", bar.isMet(in: report.rows).map { .bool($0) } ?? .null),
        ])
    }

    private static func json(_ samples: BenchSamples) -> JSONValue {
        guard !samples.values.isEmpty else { return .null }
        return .object([
            ("median", .number(samples.median)), ("min", .number(samples.minimum)), ("max", .number(samples.maximum)),
            ("values", .array(samples.values.map { .number($0) })),
        ])
    }

    /// A page of Markdown: the rows, their bars, and where and how they were measured.
    var page: String {
        var text = "# Benchmark, \(Quantity.timestamp(report.date).prefix(10))\n\n    \(report.origin.commandLine)\n\n"
        text += "| row | unit | ours (min–max) | peer (min–max) | ratio | bar | measured beside |\n"
        text += "|---|---|---|---|---|---|---|\n"
        for row in report.rows {
            let cells = [
                "`\(row.name.rawValue)`", row.name.unit, Self.range(row.ours), Self.range(row.peer),
                Self.figure(row.ratio), bars(of: row.name), row.peerName ?? "",
            ]
            text += "| " + cells.joined(separator: " | ") + " |\n"
        }
        text += "\n" + notes.map { "- \($0)\n" }.joined()
        text += "\n```\n" + facts.text + "```\n"
        return text
    }

    private static func range(_ samples: BenchSamples) -> String {
        guard let median = samples.median else { return "-" }
        guard samples.values.count > 1 else { return figure(median) }
        return "\(figure(median)) (\(figure(samples.minimum))–\(figure(samples.maximum)))"
    }
}

extension JSONValue {
    /// The elements of an array; none of anything else.
    fileprivate var elements: [JSONValue] { if case .array(let elements) = content { elements } else { [] } }
}
