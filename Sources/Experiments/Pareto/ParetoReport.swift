import Foundation
public import StudentSpace

/// Students of many budgets, series by series.
public struct ParetoReport: Sendable {
    public struct Point: Sendable, Hashable {
        /// Whose: an experiment's name, or a strategy's that chose among its candidates.
        public var series: String
        public var isBaseline: Bool
        /// 0: as derived.
        public var finetuneSteps = 0
        public var budget: String
        public var deltaFrameMACs: Int
        public var amortisedMACs: Int
        /// Of the teacher's MACs.
        public var amortisedShare: Double
        public var agreement: Double?
        public var miou: Double?
        /// The spec; nil for what is not written.
        public var spec: String?

        /// The members of its JSON object, which are the columns of its CSV row.
        var members: [(String, JSONValue)] {
            [
                ("series", .string(series)), ("baseline", .bool(isBaseline)),
                ("finetune_steps", .integer(finetuneSteps)), ("budget", .string(budget)),
                ("delta_frame_macs", .integer(deltaFrameMACs)), ("amortised_macs", .integer(amortisedMACs)),
                ("amortised_share", .number(amortisedShare)), ("agreement", .number(agreement)),
                ("miou", .number(miou)), ("spec", .string(spec)),
            ]
        }
    }

    /// A budget that a series has no network for.
    public struct Infeasible: Sendable, Hashable {
        public var series: String
        public var budget: String
    }

    public var experiment: String
    public var data: String
    public var range: Range<Int>
    /// Whether weights were fitted on the frames that are scored.
    public var isFitted: Bool
    public var keyframeInterval: Int
    public var teacherMIoU: Double?
    public var points: [Point]
    /// How many of them were scored by an earlier run.
    public var knownPoints = 0
    public var infeasible: [Infeasible] = []

    /// A point a row, by RFC 4180.
    public var csv: String {
        guard let first = points.first else { return "" }
        return CSVText.line(first.members.map(\.0)) + points.map { CSVText.line($0.members.map(\.1)) }.joined()
    }

    public var json: JSONValue {
        .object([
            ("experiment", .string(experiment)), ("data", .string(data)),
            ("first_frame", .integer(range.lowerBound)), ("last_frame", .integer(range.upperBound - 1)),
            ("fitted_on_these_frames", .bool(isFitted)), ("keyframe_interval", .integer(keyframeInterval)),
            ("teacher_miou", .number(teacherMIoU)),
            ("points", .array(points.map { .object($0.members) })),
        ])
    }

    /// Agreement over cost, a line a series, and another of its fine-tuned students.
    public var chart: LineChart {
        let isTuned = points.contains { $0.finetuneSteps > 0 }
        func line(_ point: Point) -> String {
            guard isTuned else { return point.series }
            return point.series + (point.finetuneSteps > 0 ? ", fine-tuned" : ", as derived")
        }
        var names: [String] = []
        for point in points where !names.contains(line(point)) { names.append(line(point)) }
        return LineChart(
            title: "Agreement with the teacher over cost",
            subtitle: "a key frame every \(keyframeInterval) frames · \((data as NSString).lastPathComponent), frames "
                + "\(range.lowerBound)..\(range.upperBound - 1)",
            x: .init("amortised MACs of a frame, % of the teacher's") {
                String(format: "%g", ($0 * 10).rounded() / 10)
            },
            y: .init("pixels whose class is the teacher's, as a share") { String(format: "%.3f", $0) },
            series: names.map { name in
                let own = points.filter { line($0) == name }
                return LineChart.Series(
                    name, own.compactMap { point in point.agreement.map { .init(100 * point.amortisedShare, $0) } },
                    isBaseline: own.allSatisfy(\.isBaseline))
            })
    }
}
