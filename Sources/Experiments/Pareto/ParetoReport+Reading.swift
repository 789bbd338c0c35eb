import StudentSpace
import VideoData

extension ParetoReport {
    /// What ``json`` wrote, in this version or another: what is unknown is passed over, nil where what matters is missing.
    init?(reading value: JSONValue) {
        guard let experiment = value["experiment"]?.text, let data = value["data"]?.text,
            let first = value["first_frame"]?.integer, let last = value["last_frame"]?.integer,
            let interval = value["keyframe_interval"]?.integer, SpaceFile.keyframeIntervals.contains(interval),
            first >= 0, first <= last, last < Streets.maximumFrames,
            case .array(let points)? = value["points"]?.content
        else { return nil }
        self.init(
            experiment: experiment, data: data, range: first..<(last + 1),
            isFitted: value["fitted_on_these_frames"]?.flag ?? false, keyframeInterval: interval,
            teacherMIoU: value["teacher_miou"]?.number, points: points.compactMap(Point.init(reading:)))
    }
}

extension ParetoReport.Point {
    fileprivate init?(reading value: JSONValue) {
        guard let series = value["series"]?.text, let budget = value["budget"]?.text,
            let delta = value["delta_frame_macs"]?.integer, let amortised = value["amortised_macs"]?.integer,
            let share = value["amortised_share"]?.number, share.isFinite
        else { return nil }
        let (macs, steps) = (0...Budget.largestMACs, value["finetune_steps"]?.integer ?? 0)
        guard macs.contains(delta), macs.contains(amortised), steps >= 0 else { return nil }
        self.init(
            series: series, isBaseline: value["baseline"]?.flag ?? false,
            finetuneSteps: steps, budget: budget, deltaFrameMACs: delta,
            amortisedMACs: amortised, amortisedShare: share, agreement: value["agreement"]?.number,
            miou: value["miou"]?.number, spec: value["spec"]?.text)
    }
}

extension JSONValue {
    fileprivate subscript(key: String) -> JSONValue? {
        guard case .object(let members) = content else { return nil }
        return members.first { $0.key == key }?.value
    }

    fileprivate var text: String? { if case .string(let text) = content { text } else { nil } }

    fileprivate var flag: Bool? { if case .bool(let flag) = content { flag } else { nil } }

    fileprivate var number: Double? { if case .number(let number) = content { number.double } else { nil } }

    fileprivate var integer: Int? { if case .number(let number) = content { number.integer } else { nil } }
}
