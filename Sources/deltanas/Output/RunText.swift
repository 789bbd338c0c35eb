import DeltaSearch
import Experiments
import Foundation
import StudentSpace
import VideoData

/// A run's frames as they come, and its summary.
///
/// `table`: a line a frame, then the summary. `csv`: a row a frame, the summary on standard error. `json`: one document
/// at the end, frames included.
struct RunText {
    private let format: OutputFormat

    init(_ format: OutputFormat) { self.format = format }

    func show(_ frame: RunFrame) {
        switch format {
        case .table: Terminal.print(Self.line(frame))
        case .csv:
            let columns = RunReport.columns(frame)
            let rows = Table(columns.map { Table.Column($0.0, nil) }, [columns.map { Table.Cell($0.1) }]).csv
            let isFirst = !hasHeading.exchange(true)
            Terminal.print(isFirst ? rows : String(rows.drop { $0 != "\n" }.dropFirst()))
        case .json: break
        }
    }

    func show(_ report: RunReport) {
        switch format {
        case .table: Terminal.print((report.frames.isEmpty ? "" : "\n") + Self.summary(report))
        case .csv: Terminal.note(String(Self.summary(report).dropLast()))
        case .json: Terminal.print(report.json.text())
        }
    }

    private let hasHeading = Once()

    /// Whether something was done before.
    private final class Once {
        private var value = false

        func exchange(_ new: Bool) -> Bool {
            defer { value = new }
            return value
        }
    }

    private static func line(_ frame: RunFrame) -> String {
        let kind =
            switch frame.decision.cause {
            case nil: "delta +\(frame.decision.distance)"
            case .cut: "key (cut)"
            case .first, .interval: "key"
            }
        var line = String(format: "%6d  ", frame.index) + kind.padding(toLength: 11, withPad: " ", startingAt: 0)
        line += " " + Quantity.milliseconds(frame.latency)
        if let teacher = frame.teacherLatency { line += "  teacher " + Quantity.milliseconds(teacher) }
        return line + "  \(frame.name)\n"
    }

    private static func summary(_ report: RunReport) -> String {
        let teacher = report.teacherMACs
        func cost(_ macs: Int) -> String { "\(Quantity.macs(macs)), \(Quantity.percent(macs, of: teacher))" }
        let asked =
            report.frames.count == report.asked ? "" : ", of \(counted(report.asked, "frame")) asked for"
        var facts = Facts([
            ("student", report.specPath),
            ("frames", "\(report.frames.count) of \(report.data) at \(report.input)\(asked)"),
            ("key frames", KeyFrameText.line(report.keyFrames, report.interval, report.keyFrameCount)),
            ("threads", "\(report.threads)"),
            ("key frame", times(report.key)),
            ("delta frame", times(report.delta)),
            ("every frame", speed(report.all)),
            ("teacher", speed(report.teacher) + (report.teacher.map { ", on \(counted($0.count, "frame"))" } ?? "")),
            ("not in these", others(report)),
            (
                "state",
                String(format: "%.2f MiB in ", Double(report.networks.stateByteCount) / 1_048_576)
                    + counted(report.networks.stateTensors.count, "tensor")
            ),
            ("delta MACs", cost(report.networks.deltaMACs) + " of the teacher"),
            ("mean MACs", cost(report.meanMACs) + " of the teacher"),
        ])
        if report.cutCount > 0 { facts.add("cuts", "\(report.cutCount)") }
        if report.teacher != nil {
            facts.add("agreement", "\(Quantity.fraction(report.agreement)) where the teacher ran too")
        }
        if let rate = report.frameRate {
            facts.add("source", String(format: "%.6g frames a second", rate.framesPerSecond))
        }
        if let output = report.writtenOutput { facts.add(report.isVideo ? "video" : "pictures", output) }
        return facts.text
    }

    private static func times(_ summary: LatencySummary?) -> String {
        guard let summary else { return "none" }
        return
            "\(Quantity.milliseconds(summary.mean)) mean, \(Quantity.milliseconds(summary.percentile95)) at the 95th percentile"
    }

    private static func speed(_ summary: LatencySummary?) -> String {
        times(summary) + (summary.map { String(format: ", %.1f frames a second", $0.framesPerSecond) } ?? "")
    }

    /// What a frame takes besides its latency.
    private static func others(_ report: RunReport) -> String {
        let parts = [
            ("upsampling", report.classification),
            ("colours and \(report.isVideo ? "encoding" : "PNG")", report.writing),
        ]
        let texts = parts.compactMap { name, summary in
            summary.map { "\(name) \(Quantity.milliseconds($0.mean)) a frame" }
        }
        return (texts + ["decoding"]).joined(separator: ", ")
    }
}
