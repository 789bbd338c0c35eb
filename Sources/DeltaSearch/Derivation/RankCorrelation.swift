/// Spearman's rank correlation.
public enum RankCorrelation {
    /// The correlation of the ranks of two lists, equals sharing the mean of their ranks; nil where one of the lists is
    /// constant or has fewer than two elements.
    public static func spearman(_ a: [Double], _ b: [Double]) -> Double? {
        precondition(a.count == b.count, "\(a.count) and \(b.count) values")
        let (x, y) = (ranks(a), ranks(b))
        let mean = Double(a.count - 1) / 2
        func product(_ u: [Double], _ v: [Double]) -> Double {
            zip(u, v).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - mean) }
        }
        let scale = (product(x, x) * product(y, y)).squareRoot()
        return scale > 0 ? product(x, y) / scale : nil
    }

    /// From zero, ascending.
    static func ranks(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
        var ranks = [Double](repeating: 0, count: values.count)
        var start = 0
        while start < order.count {
            var end = start
            while end + 1 < order.count, values[order[end + 1]] == values[order[start]] { end += 1 }
            for position in start...end { ranks[order[position]] = Double(start + end) / 2 }
            start = end + 1
        }
        return ranks
    }
}
