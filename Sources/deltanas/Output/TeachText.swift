import Experiments
import StudentSpace
import VideoData

/// What a training run came to, for people.
struct TeachText {
    let report: TeachReport

    init(_ report: TeachReport) { self.report = report }

    var table: String {
        var facts = Facts([("weights", report.weights), ("SHA-256", report.sha256)])
        if let steps = report.steps { facts.add("steps", "\(steps)") }
        if let loss = report.loss { facts.add("loss", Quantity.fraction(loss)) }
        guard let validation = report.validation else { return facts.text }
        facts.add(
            "mIoU",
            "\(Quantity.fraction(validation.matrix.meanIoU)) over \(counted(validation.frames, "frame")), \(Quantity.fraction(validation.matrix.pixelAccuracy)) of the pixels right"
        )
        return classes(validation).text + "\n" + facts.text
    }

    private func classes(_ validation: Validation) -> Table {
        let count = validation.matrix.classCount
        return Table(
            [.init("name", "class"), .init("iou", "IoU", isNumber: true)],
            (0..<count).map {
                [.string(EvaluationReport.className($0, of: count)), .fraction(validation.matrix.iou(of: $0))]
            })
    }
}
