import Foundation
public import StudentSpace

/// Students of many budgets, series by series.
public struct ParetoReport: Sendable {
    public struct Point: Sendable, Hashable {
        /// Whose: an experiment's name, the same with `, fine-tuned`, or a baseline's.
        public var series: String
        public var isBaseline: Bool
        public var budget: String
        public var deltaFrameMACs: Int
        public var amortisedMACs: Int
        /// Of the teacher's MACs.
        public var amortisedShare: Double
        public var agreement: Double?
        public var miou: Double?
        /// The spec; nil for what is not written.
        public var spec: String?
    }

    public var experiment: String
    public var data: String
    public var range: Range<Int>
    /// Whether weights were fitted on the frames that are scored.
    public var isFitted: Bool
    public var keyframeInterval: Int
    public var teacherMIoU: Double?
    public var points: [Point]

    public var json: JSONValue {
        .object([
            ("experiment", .string(experiment)), ("data", .string(data)),
            ("first_frame", .integer(range.lowerBound)), ("last_frame", .integer(range.upperBound - 1)),
            ("fitted_on_these_frames", .bool(isFitted)), ("keyframe_interval", .integer(keyframeInterval)),
            ("teacher_miou", .number(teacherMIoU)),
            (
                "points",
                .array(
                    points.map {
                        .object([
                            ("series", .string($0.series)), ("baseline", .bool($0.isBaseline)),
                            ("budget", .string($0.budget)), ("delta_frame_macs", .integer($0.deltaFrameMACs)),
                            ("amortised_macs", .integer($0.amortisedMACs)),
                            ("amortised_share", .number($0.amortisedShare)), ("agreement", .number($0.agreement)),
                            ("miou", .number($0.miou)), ("spec", .string($0.spec)),
                        ])
                    })
            ),
        ])
    }

    /// Agreement over cost, a line a series.
    public var chart: LineChart {
        var names: [String] = []
        for point in points where !names.contains(point.series) { names.append(point.series) }
        return LineChart(
            title: "Agreement with the teacher over cost",
            subtitle: "a key frame every \(keyframeInterval) frames · \((data as NSString).lastPathComponent), frames "
                + "\(range.lowerBound)..\(range.upperBound - 1)",
            x: .init("amortised MACs of a frame, % of the teacher's") {
                String(format: "%g", ($0 * 10).rounded() / 10)
            },
            y: .init("pixels whose class is the teacher's") { String(format: "%.3f", $0) },
            series: names.map { name in
                let own = points.filter { $0.series == name }
                return LineChart.Series(
                    name, own.compactMap { point in point.agreement.map { .init(100 * point.amortisedShare, $0) } },
                    isBaseline: own.allSatisfy(\.isBaseline))
            })
    }
}
