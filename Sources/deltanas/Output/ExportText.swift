import Experiments
import Foundation
import Networks
import StudentSpace

/// What was exported, as it is printed.
struct ExportText {
    let report: ExportReport

    init(_ report: ExportReport) { self.report = report }

    var table: String {
        var facts = Facts([("student", report.specPath)])
        for file in report.files {
            facts.add(
                file.name,
                String(format: "%.2f MiB, ", Double(file.bytes) / 1_048_576)
                    + "\(counted(file.operators, "node")) · SHA-256 \(file.sha256.prefix(12))…")
        }
        facts.add("frame", "N x 3 x \(report.input.height) x \(report.input.width)")
        let values = report.state.reduce(0) { $0 + $1.shape.count }
        facts.add(
            "state",
            String(format: "%.2f MiB a sample in ", Double(4 * values) / 1_048_576)
                + counted(report.state.count, "tensor"))
        if let comparison = report.comparison {
            func share(_ value: Double) -> String { String(format: "%.1e", value) }
            facts.add(
                "check",
                "scores differ by at most \(share(comparison.onKeyFrames)) of their range on key frames and \(share(comparison.onDeltaFrames)) on delta frames, over \(counted(comparison.frames.count, "frame")) of \(comparison.source)"
            )
        }
        facts.add("folder", report.output)
        return facts.text
    }

    var json: JSONValue { report.json }
}
