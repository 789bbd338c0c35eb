/// How often each class was predicted where each class is true.
public struct ConfusionMatrix: Hashable, Sendable {
    public let classCount: Int

    /// `classCount · classCount` pixel counts: true class · classCount + predicted class.
    public private(set) var counts: [Int]

    /// - Parameter classCount: 0 where nothing is counted: more classes than labels can have.
    public init(classCount: Int) {
        precondition((0...LabelMap.mostClasses).contains(classCount), "\(classCount) classes")
        self.classCount = classCount
        counts = Array(repeating: 0, count: classCount * classCount)
    }

    /// Counts one frame. Pixels labelled void are left out; every other id is below `classCount`.
    public mutating func add(prediction: LabelMap, labels: LabelMap) {
        precondition(prediction.size == labels.size, "a prediction of \(prediction.size), labels of \(labels.size)")
        for (predicted, label) in zip(prediction.ids, labels.ids) where label != LabelMap.void {
            precondition(Int(label) < classCount && Int(predicted) < classCount, "class \(label) or \(predicted)")
            counts[Int(label) * classCount + Int(predicted)] += 1
        }
    }

    public mutating func merge(_ other: ConfusionMatrix) {
        precondition(other.classCount == classCount, "\(other.classCount) classes into \(classCount)")
        for place in counts.indices { counts[place] += other.counts[place] }
    }

    /// Labelled pixels counted.
    public var total: Int { counts.reduce(0, +) }

    /// Pixels that are truly of a class.
    public func labelled(_ id: Int) -> Int { counts[id * classCount..<(id + 1) * classCount].reduce(0, +) }

    /// Pixels predicted to be of a class.
    public func predicted(_ id: Int) -> Int {
        stride(from: id, to: counts.count, by: classCount).reduce(0) { $0 + counts[$1] }
    }

    /// Intersection over union of a class: TP / (TP + FP + FN); nil where the labels do not have the class.
    public func iou(of id: Int) -> Double? {
        let truth = labelled(id)
        guard truth > 0 else { return nil }
        let hit = counts[id * classCount + id]
        return Double(hit) / Double(truth + predicted(id) - hit)
    }

    /// Intersection over union of every class; nil for those absent from the labels.
    public var ious: [Double?] { (0..<classCount).map(iou) }

    /// Mean IoU over the classes present in the labels; nil where nothing is labelled.
    public var meanIoU: Double? {
        let present = ious.compactMap { $0 }
        return present.isEmpty ? nil : present.reduce(0, +) / Double(present.count)
    }

    /// Share of labelled pixels predicted right; nil where nothing is labelled.
    public var pixelAccuracy: Double? {
        let all = total
        guard all > 0 else { return nil }
        return Double((0..<classCount).reduce(0) { $0 + counts[$1 * classCount + $1] }) / Double(all)
    }
}
