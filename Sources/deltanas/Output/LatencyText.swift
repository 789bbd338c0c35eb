import DeltaSearch
import ExperimentStore
import Experiments
import Foundation
import Networks
import StudentSpace

/// A table of latencies, as it is printed.
struct LatencyText {
    let report: LatencyReport

    init(_ report: LatencyReport) { self.report = report }

    private var latencies: LatencyTable { report.table }

    /// Where the table comes from, and what to beware of.
    var notes: [String] {
        let origin =
            report.isReused
            ? "latencies measured \(Quantity.date(report.measuredAt)) on this machine"
            : "latencies measured now"
        var lines = [
            "\(origin): \(latencies.device), \(counted(latencies.threads, "thread", "threads")), \(latencies.input)"
        ]
        if report.isNoisy {
            lines.append(
                String(
                    format:
                        "warning: the machine was busy: the middle half of the teacher's frames spreads over %.0f %% "
                        + "of their median, so that the table may be off; measure again with deltanas latency --refresh",
                    100 * report.teacherSpread))
        }
        return lines
    }

    /// Sites, the checks, and the summary last.
    func table(of space: SearchSpace) -> String {
        let checks = self.checks
        return sites(space).text + "\n" + (checks.rows.isEmpty ? "" : checks.text + "\n") + summary(space)
    }

    private func summary(_ space: SearchSpace) -> String {
        let teacher = latencies.teacherNanoseconds
        func time(_ nanoseconds: Int) -> String {
            "\(Quantity.milliseconds(nanoseconds)), \(Quantity.percent(nanoseconds, of: teacher)) of the teacher's"
        }
        let ranges = space.decisions.sums(space.choices.map { times($0).map(\.nanoseconds) })
        let least = ranges.reduce(latencies.restNanoseconds) { $0 + ($1.min() ?? 0) }
        let most = ranges.reduce(latencies.restNanoseconds) { $0 + ($1.max() ?? 0) }
        return Facts([
            ("machine", latencies.device),
            ("conditions", "\(counted(latencies.threads, "thread", "threads")), \(latencies.input)"),
            ("measured", Quantity.date(report.measuredAt)),
            ("teacher", "\(Quantity.milliseconds(teacher)) a frame"),
            ("rest", "\(time(latencies.restNanoseconds)): what no site's choice changes"),
            ("delta frame", "\(time(least)) at least, \(time(most)) at most"),
            (
                "predictions",
                String(
                    format: "off by %.1f %% (median), %.1f %% at worst, on assemblies beside the fit",
                    100 * report.medianError, 100 * report.worstError)
            ),
        ]).text
    }

    private func times(_ choice: SearchSpace.Choices) -> [(candidate: Candidate, nanoseconds: Int)] {
        choice.candidates.compactMap { candidate in
            latencies.nanoseconds(site: choice.site.name, candidate: candidate).map { (candidate, $0) }
        }
    }

    private func sites(_ space: SearchSpace) -> Table {
        var table = Table([
            .init("site", "site"), .init("convolution", "convolution"), .init("output", "output"),
            .init("teacher", "teacher ms", isNumber: true), .init("fastest", "fastest"), .init("slowest", "slowest"),
        ])
        for choice in space.choices {
            let times = times(choice)
            // That nothing is the fastest goes without saying.
            let working = times.contains { $0.candidate != .zero } ? times.filter { $0.candidate != .zero } : times
            func cell(_ entry: (candidate: Candidate, nanoseconds: Int)?) -> Table.Cell {
                .string(entry.map { "\($0.candidate) \(Self.milliseconds($0.nanoseconds))" })
            }
            let teacher = latencies.nanoseconds(site: choice.site.name, candidate: .teacher)
            table.rows.append([
                .string(choice.site.name), .string(choice.site.shapeText), .string("\(choice.site.output.size)"),
                .init(.integer(teacher), teacher.map(Self.milliseconds) ?? "-"),
                cell(working.min { $0.nanoseconds < $1.nanoseconds }),
                cell(working.max { $0.nanoseconds < $1.nanoseconds }),
            ])
        }
        return table
    }

    private var checks: Table {
        var table = Table([
            .init("assembly", "assembly beside the fit"), .init("predicted", "predicted ms", isNumber: true),
            .init("measured", "measured ms", isNumber: true), .init("error", "off by", isNumber: true),
        ])
        for check in report.checks {
            table.rows.append([
                .string(check.label), .init(.integer(check.predicted), Self.milliseconds(check.predicted)),
                .init(.integer(check.measured.lowerDecile), Self.milliseconds(check.measured.lowerDecile)),
                .init(.number(check.error), String(format: "%.1f%%", 100 * check.error)),
            ])
        }
        return table
    }

    /// Every candidate of every site, one a row.
    func candidates(of space: SearchSpace) -> Table {
        var table = Table([
            .init("site", "site"), .init("candidate", "candidate"), .init("macs", "MACs", isNumber: true),
            .init("nanoseconds", "ns", isNumber: true),
        ])
        for choice in space.choices {
            for (candidate, macs) in zip(choice.candidates, choice.macs) {
                table.rows.append([
                    .string(choice.site.name), .string("\(candidate)"), .integer(macs),
                    .integer(latencies.nanoseconds(site: choice.site.name, candidate: candidate)),
                ])
            }
        }
        return table
    }

    func json(of space: SearchSpace) -> JSONValue {
        let conditions = report.conditions
        return .object([
            ("device", .string(latencies.device)),
            ("processor", .string(conditions.processor)),
            ("cores", .integer(conditions.cores)),
            ("library", .string(conditions.library)),
            ("build", .string(conditions.build)),
            ("architecture", .string(conditions.architecture)),
            ("classes", .integer(conditions.classes)),
            ("threads", .integer(latencies.threads)),
            ("input", .string("\(latencies.input)")),
            ("measured_at", .string(Quantity.timestamp(report.measuredAt))),
            ("reused", .bool(report.isReused)),
            ("teacher_nanoseconds", .integer(latencies.teacherNanoseconds)),
            ("rest_nanoseconds", .integer(latencies.restNanoseconds)),
            ("teacher_spread", .number(report.teacherSpread)),
            ("median_error", .number(report.medianError)),
            ("worst_error", .number(report.worstError)),
            ("checks", checks.json),
            ("candidates", candidates(of: space).json),
        ])
    }

    private static func milliseconds(_ nanoseconds: Int) -> String { String(format: "%.3f", Double(nanoseconds) / 1e6) }
}
