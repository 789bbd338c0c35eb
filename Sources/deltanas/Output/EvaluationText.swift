import DeltaSearch
import Experiments
import StudentSpace
import VideoData

/// A student's evaluation for people.
struct EvaluationText {
    let report: EvaluationReport

    init(_ report: EvaluationReport) { self.report = report }

    private var evaluation: Evaluation { report.evaluation }

    var table: String { (unscored == nil ? classes.text + "\n" : "") + distances.text + "\n" + summary }

    /// The report's numbers and names in one row, by its own keys; its lists are left to JSON.
    var csv: String {
        guard case .object(let members) = report.json.content else { return "" }
        let plain = members.filter {
            switch $0.value.content {
            case .array, .object: false
            case .null, .bool, .number, .string: true
            }
        }
        return Table(plain.map { .init($0.key, nil) }, [plain.map { Table.Cell($0.value) }]).csv
    }

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
            (
                "teacher",
                "\(Quantity.macs(teacher)) a frame\(report.isTeacherTuned ? "; tuned on key frames, compared with the original" : "")"
            ),
            ("delta frame", cost(evaluation.deltaFrameMACs)),
            ("amortised", cost(evaluation.amortisedMACs)),
            ("these frames", cost(evaluation.meanMACs) + ", mean"),
            ("mIoU", miou),
            (
                "agreement",
                agreement
            ),
            ("over time", temporal),
        ]).text
    }

    private var agreement: String {
        let share = Quantity.fraction(evaluation.agreement.share)
        return switch evaluation.predicts {
        case .classes: "\(share) of the pixels have the teacher's \(unscored == nil ? "class" : "highest channel")"
        case .features: "\(share) of the teacher's features: 1 less the relative squared error"
        }
    }

    private var miou: String {
        if let unscored { return unscored }
        let labelled = evaluation.labelledFrames
        guard let student = evaluation.student.meanIoU else {
            return labelled == 0
                ? "unknown: no labels" : "unknown: every pixel of \(counted(labelled, "labelled frame")) is void"
        }
        let some = labelled < evaluation.frames ? ", \(labelled) of \(evaluation.frames) frames labelled" : ""
        return "\(Quantity.fraction(student)), teacher \(Quantity.fraction(evaluation.teacher.meanIoU))\(some)"
    }

    /// Why nothing is said of classes, where nothing can be.
    private var unscored: String? {
        if evaluation.predicts == .features { return "left out: features have no classes" }
        return evaluation.classes <= LabelMap.mostClasses
            ? nil
            : "left out: \(evaluation.classes) channels, and labels have \(LabelMap.mostClasses) classes at most"
    }

    private var temporal: String {
        guard let scores = evaluation.temporal else { return unscored ?? "not scored" }
        guard let student = scores.student.value else {
            return scores.student.pairs > 0
                ? "unknown: the flow of no pixel is known" : "unknown: no two frames in a row"
        }
        let flow =
            switch report.flow {
            case "exact": "exact flow"
            case "dis": "flow by dense inverse search"
            case let folder: "flow of \(folder ?? "nowhere")"
            }
        let blind = scores.student.pairsWithoutFlow
        let missing =
            blind > 0 ? "; without \(blind) of \(counted(scores.student.pairs, "pair")), whose flow is not known" : ""
        let kind = scores.student.rule == .nearest ? "" : " by \(scores.student.rule.rawValue)"
        return """
            \(Quantity.fraction(student)), teacher \(Quantity.fraction(scores.teacher.value)): mIoU with the frame \
            before\(kind), \(flow)\(missing)
            """
    }

    private var distances: Table {
        var table = Table([
            .init("distance", "from key frame", isNumber: true), .init("frames", "frames", isNumber: true),
            .init("miou", "mIoU", isNumber: true), .init("teacher_miou", "teacher's", isNumber: true),
            .init("agreement", "agreement", isNumber: true), .init("temporal_consistency", "over time", isNumber: true),
            .init("teacher_temporal_consistency", "teacher's", isNumber: true),
        ])
        for distance in report.distances {
            table.rows.append([
                .integer(distance.distance), .integer(distance.frames), .fraction(distance.student.meanIoU),
                .fraction(distance.teacher.meanIoU), .fraction(distance.agreement.share),
                .fraction(distance.temporal?.student.value), .fraction(distance.temporal?.teacher.value),
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
