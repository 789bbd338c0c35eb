import DeltaSearch
import Experiments
import StudentSpace
import VideoData

/// A student's evaluation for people.
struct EvaluationText {
    let report: EvaluationReport

    init(_ report: EvaluationReport) { self.report = report }

    private var evaluation: Evaluation { report.evaluation }

    var table: String { classes.text + "\n" + distances.text + "\n" + summary }

    private var summary: String {
        let interval = evaluation.keyframeInterval
        let teacher = evaluation.teacherMACs
        func cost(_ macs: Int) -> String {
            "\(Quantity.macs(macs)), \(Quantity.percent(macs, of: teacher)) of the teacher"
        }
        return Facts([
            ("student", report.specPath),
            (
                "frames",
                "\(evaluation.frames) (\(report.range.lowerBound)..\(report.range.upperBound - 1)) of \(report.data) at \(report.input)"
            ),
            ("key frames", KeyFrameText.line(evaluation.keyFramePolicy, interval, evaluation.keyFrames)),
            ("teacher", "\(Quantity.macs(teacher)) a frame"),
            ("delta frame", cost(evaluation.deltaFrameMACs)),
            ("amortised", cost(evaluation.amortisedMACs)),
            ("these frames", cost(evaluation.meanMACs) + ", mean"),
            (
                "mIoU",
                evaluation.student.meanIoU == nil
                    ? "unknown: no labels"
                    : "\(Quantity.fraction(evaluation.student.meanIoU)), teacher \(Quantity.fraction(evaluation.teacher.meanIoU))"
            ),
            ("agreement", "\(Quantity.fraction(evaluation.agreement.share)) of the pixels have the teacher's class"),
        ]).text
    }

    private var distances: Table {
        var table = Table([
            .init("distance", "from key frame", isNumber: true), .init("frames", "frames", isNumber: true),
            .init("miou", "mIoU", isNumber: true), .init("teacher_miou", "teacher's", isNumber: true),
            .init("agreement", "agreement", isNumber: true),
        ])
        for distance in report.distances {
            table.rows.append([
                .integer(distance.distance), .integer(distance.frames), .fraction(distance.student.meanIoU),
                .fraction(distance.teacher.meanIoU), .fraction(distance.agreement.share),
            ])
        }
        return table
    }

    private var classes: Table {
        var table = Table([
            .init("name", "class"), .init("iou", "IoU", isNumber: true),
            .init("teacher_iou", "teacher's", isNumber: true),
        ])
        let count = evaluation.student.classCount
        for id in 0..<count where evaluation.student.labelled(id) > 0 {
            table.rows.append([
                .string(EvaluationReport.className(id, of: count)), .fraction(evaluation.student.iou(of: id)),
                .fraction(evaluation.teacher.iou(of: id)),
            ])
        }
        return table
    }
}
