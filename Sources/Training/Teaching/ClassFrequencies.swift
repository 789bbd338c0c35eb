#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif
public import VideoData

/// How often each class occurs in a data source, and the loss weights that follow.
public struct ClassFrequencies: Sendable, Hashable {
    /// Labelled pixels of each class.
    public private(set) var counts: [Int]

    public init(classCount: Int) { counts = [Int](repeating: 0, count: classCount) }

    public mutating func add(_ labels: LabelMap) {
        for id in labels.ids where Int(id) < counts.count { counts[Int(id)] += 1 }
    }

    public var total: Int { counts.reduce(0, +) }

    /// `1 / log(1.1 + share)` (Paszke et al., ENet, 2016, with a milder base), scaled to a mean of 1 over pixels.
    public var lossWeights: [Float] {
        let total = Double(max(1, self.total))
        let raw = counts.map { 1 / log(1.1 + Double($0) / total) }
        let mean = zip(raw, counts).reduce(0) { $0 + $1.0 * Double($1.1) } / total
        return raw.map { Float($0 / (mean > 0 ? mean : 1)) }
    }
}
