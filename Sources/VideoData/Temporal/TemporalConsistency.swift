/// How steady predictions are over time: mIoU between a frame's prediction and that of the frame before, brought along
/// by optical flow.
///
/// One confusion matrix over all pairs of an evaluation, the warped prediction in the place of the truth. Pixels whose
/// flow leads out of the frame or is not known are left out. What was hidden in the frame before is not: there the two
/// differ whatever made them, which costs a student and its teacher alike. (ETC, whose metric this is, looks at occlusions
/// in its loss alone.)
public struct TemporalConsistency: Hashable, Sendable {
    public let rule: TemporalProtocol
    /// Pairs of consecutive frames counted.
    public private(set) var pairs = 0
    /// Those among them of which no pixel could be counted: their flow is known nowhere, or leads out of the frame
    /// everywhere. They are not in ``value``.
    public private(set) var pairsWithoutFlow = 0
    public private(set) var matrix: ConfusionMatrix

    public init(classCount: Int, rule: TemporalProtocol = .nearest) {
        self.rule = rule
        matrix = ConfusionMatrix(classCount: classCount)
    }

    /// Counts a pair.
    ///
    /// - Parameters:
    ///   - previous: the prediction of the frame before.
    ///   - flow: backward flow from this frame to the one before.
    public mutating func add(_ prediction: LabelMap, previous: LabelMap, flow: FlowField) {
        let warped =
            switch rule {
            case .nearest: previous.warped(by: flow, to: prediction.size)
            case .etcLegacy: previous.warpedByInterpolatingIDs(by: flow, to: prediction.size)
            }
        pairs += 1
        let counted = matrix.total
        matrix.add(prediction: prediction, labels: warped)
        if matrix.total == counted { pairsWithoutFlow += 1 }
    }

    public mutating func merge(_ other: TemporalConsistency) {
        precondition(other.rule == rule, "counts by \(other.rule.rawValue) and by \(rule.rawValue)")
        pairs += other.pairs
        pairsWithoutFlow += other.pairsWithoutFlow
        matrix.merge(other.matrix)
    }

    /// Mean over classes of |both| / |either|: over those that either prediction has, or as the protocol has it. nil
    /// where no pixel has been counted.
    public var value: Double? {
        guard matrix.total > 0 else { return nil }
        var sum = 0.0
        var present = 0
        for id in 0..<matrix.classCount {
            let both = matrix.counts[id * matrix.classCount + id]
            let either = matrix.labelled(id) + matrix.predicted(id) - both
            guard either > 0 else { continue }
            present += 1
            sum += Double(both) / Double(either)
        }
        switch rule {
        case .nearest: return sum / Double(present)
        case .etcLegacy: return sum / Double(matrix.classCount)
        }
    }
}
