/// What a row is held to. The exit code does not depend on it.
public struct BenchBar: Sendable, Hashable {
    public enum Measure: Sendable, Hashable {
        /// Ours over the peer's.
        case ratio
        /// Our figure, in the row's unit.
        case value
        /// Our figure over our figure in another row.
        case relative(to: BenchName)
    }

    public enum Bound: Sendable, Hashable {
        case atMost(Double)
        case atLeast(Double)
    }

    public let row: BenchName
    public let measure: Measure
    public let bound: Bound

    /// Every bar, row by row.
    ///
    /// - Parameter threads: all cores: scaling is a share of them; statistics take 20 s on 4 and 40 s on 2, and no less
    ///   on more than 4.
    public static func all(threads: Int) -> [BenchBar] {
        [
            BenchBar(row: .supernetStepK2P1, measure: .ratio, bound: .atMost(0.25)),
            BenchBar(row: .supernetStepK8P1, measure: .ratio, bound: .atMost(0.07)),
            BenchBar(row: .supernetStepK8P1, measure: .relative(to: .supernetStepK2P1), bound: .atMost(1.15)),
            BenchBar(row: .supernetStepK16P1, measure: .relative(to: .supernetStepK2P1), bound: .atMost(1.15)),
            BenchBar(row: .supernetStepK2P4, measure: .ratio, bound: .atMost(0.33)),
            BenchBar(row: .supernetMemory, measure: .ratio, bound: .atMost(0.5)),
            BenchBar(row: .workerScaling, measure: .value, bound: .atLeast(0.82 * Double(threads))),
            BenchBar(row: .teacherForwardT1, measure: .ratio, bound: .atMost(1)),
            BenchBar(row: .teacherForwardAll, measure: .ratio, bound: .atMost(1)),
            BenchBar(row: .statistics, measure: .value, bound: .atMost(80 / Double(max(1, min(threads, 4))))),
            BenchBar(row: .knapsack, measure: .value, bound: .atMost(1000)),
            BenchBar(row: .deltaFrameMACs30T1, measure: .ratio, bound: .atMost(0.55)),
            BenchBar(row: .deltaFrameMACs30All, measure: .ratio, bound: .atMost(0.55)),
            BenchBar(row: .deltaFrameTime35T1, measure: .ratio, bound: .atMost(0.38)),
            BenchBar(row: .deltaFrameTime35All, measure: .ratio, bound: .atMost(0.38)),
        ]
    }

    /// What the bar is held against; nil where a figure is missing.
    public func measured(in rows: [BenchRow]) -> Double? {
        guard let row = rows.first(where: { $0.name == row }) else { return nil }
        switch measure {
        case .ratio: return row.ratio
        case .value: return row.ours.median
        case .relative(let other):
            guard let ours = row.ours.median, let base = rows.first(where: { $0.name == other })?.ours.median, base > 0
            else { return nil }
            return ours / base
        }
    }

    /// Whether the bar is met; nil where a figure is missing.
    public func isMet(in rows: [BenchRow]) -> Bool? {
        measured(in: rows).map { value in
            switch bound {
            case .atMost(let limit): value <= limit
            case .atLeast(let limit): value >= limit
            }
        }
    }
}
