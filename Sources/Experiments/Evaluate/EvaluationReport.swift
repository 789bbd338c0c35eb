public import DeltaSearch
public import Networks
public import StudentSpace
import VideoData

/// What `deltanas evaluate` says of a student.
public struct EvaluationReport: Sendable {
    public var specPath: String
    public var data: String
    public var range: Range<Int>
    public var input: Size
    /// Where optical flow came from: `exact`, `dis`, or a folder; nil where none was asked for.
    public var flow: String?
    /// Whether key frames run a teacher that was tuned along with the student; it is held against the original.
    public var isTeacherTuned: Bool
    public var evaluation: Evaluation

    /// The name of a class: that of CamVid or Cityscapes where there are as many classes, else its number.
    public static func className(_ id: Int, of count: Int) -> String {
        ClassSet.usual(count).names[id]
    }

    /// Distances from the key frame that occur.
    public var distances: [Evaluation.Distance] { evaluation.byDistance.filter { $0.frames > 0 } }

    /// The report with stable keys; what cannot be known, such as mIoU without labels, is null.
    public var json: JSONValue {
        let classes = evaluation.student.classCount
        return .object([
            ("spec", .string(specPath)),
            ("data", .string(data)),
            ("first_frame", .integer(range.lowerBound)),
            ("last_frame", .integer(range.upperBound - 1)),
            ("frames", .integer(evaluation.frames)),
            ("input", .string("\(input)")),
            ("keyframe_interval", .integer(evaluation.keyframeInterval)),
            ("keyframe_policy", .string(evaluation.keyFramePolicy.text)),
            ("key_frames", .integer(evaluation.keyFrames)),
            ("labelled_frames", .integer(evaluation.labelledFrames)),
            ("teacher_tuned", .bool(isTeacherTuned)),
            ("miou", .number(evaluation.student.meanIoU)),
            ("teacher_miou", .number(evaluation.teacher.meanIoU)),
            ("agreement", .number(evaluation.agreement.share)),
            ("temporal_consistency", .number(evaluation.temporal?.student.value)),
            ("teacher_temporal_consistency", .number(evaluation.temporal?.teacher.value)),
            ("temporal_protocol", .string(evaluation.temporal?.student.rule.rawValue)),
            ("temporal_pairs", .integer(evaluation.temporal?.student.pairs)),
            ("temporal_pairs_without_flow", .integer(evaluation.temporal?.student.pairsWithoutFlow)),
            ("flow", .string(flow)),
            ("teacher_macs", .integer(evaluation.teacherMACs)),
            ("delta_frame_macs", .integer(evaluation.deltaFrameMACs)),
            ("amortised_macs", .integer(evaluation.amortisedMACs)),
            ("mean_macs", .integer(evaluation.meanMACs)),
            ("by_distance", .array(distances.map(\.json))),
            (
                "by_class",
                .array(
                    (0..<classes).map { id in
                        .object([
                            ("class", .integer(id)),
                            ("name", .string(Self.className(id, of: classes))),
                            ("iou", .number(evaluation.student.iou(of: id))),
                            ("teacher_iou", .number(evaluation.teacher.iou(of: id))),
                        ])
                    })
            ),
        ])
    }
}

extension Evaluation.Distance {
    fileprivate var json: JSONValue {
        .object([
            ("distance", .integer(distance)),
            ("frames", .integer(frames)),
            ("miou", .number(student.meanIoU)),
            ("teacher_miou", .number(teacher.meanIoU)),
            ("agreement", .number(agreement.share)),
            ("temporal_consistency", .number(temporal?.student.value)),
            ("teacher_temporal_consistency", .number(temporal?.teacher.value)),
        ])
    }
}
