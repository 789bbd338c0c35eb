public import ExperimentStore

/// One number of a run over its steps.
public struct MetricSeries: Sendable, Hashable {
    public var name: String
    /// By step; not every value need be finite.
    public var points: [Point]

    public struct Point: Sendable, Hashable {
        public var step: Int
        public var value: Double

        public init(step: Int, value: Double) {
            self.step = step
            self.value = value
        }
    }

    public init(_ name: String, _ points: [Point]) {
        self.name = name
        self.points = points
    }

    /// Rows by name, in the alphabetical order of names, each by step.
    public static func all(_ metrics: [MetricRecord]) -> [MetricSeries] {
        var points: [String: [Point]] = [:]
        for metric in metrics { points[metric.name, default: []].append(Point(step: metric.step, value: metric.value)) }
        return points.keys.sorted().map { name in
            MetricSeries(name, (points[name] ?? []).sorted { $0.step < $1.step })
        }
    }

    /// No more than `count` points: means over as many runs of consecutive steps, each at the last step of its run.
    /// Values that are not finite are left out.
    ///
    /// - Precondition: `count` is positive.
    public func thinned(to count: Int) -> MetricSeries {
        precondition(count > 0, "\(count) points")
        let finite = points.filter { $0.value.isFinite }
        guard finite.count > count else { return MetricSeries(name, finite) }
        return MetricSeries(
            name,
            (0..<count).map { part in
                let run = finite[(part * finite.count / count)..<((part + 1) * finite.count / count)]
                let mean = run.reduce(0) { $0 + $1.value } / Double(run.count)
                return Point(step: run[run.endIndex - 1].step, value: mean)
            })
    }
}
