public import Compute
import Networks
public import VideoData

#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// Online mining of hard examples (Shrivastava et al. 2016), as segmentation networks use it: of the labelled pixels
/// those count whose class has a probability of at most a threshold, and at least a share of them, the hardest.
public struct HardExamples: Hashable, Sendable {
    public var threshold: Double
    /// Of the labelled pixels.
    public var leastShare: Double

    public init(threshold: Double = 0.7, leastShare: Double = 0.0625) {
        self.threshold = threshold
        self.leastShare = leastShare
    }

    /// The labels of the hard pixels; the others have none.
    ///
    /// - Parameter scores: of one sample, upsampled bilinearly to the labels' size.
    public func select(scores: TensorBuffer, labels: LabelMap) -> LabelMap {
        let probabilities = self.probabilities(scores, labels)
        let known = labels.ids.indices.filter { Int(labels.ids[$0]) < scores.shape.channels }
        guard !known.isEmpty else { return labels }
        let least = max(1, Int((leastShare * Double(known.count)).rounded(.up)))
        var limit = Float(threshold)
        if known.reduce(0, { $0 + (probabilities[$1] <= limit ? 1 : 0) }) < least {
            limit = known.map { probabilities[$0] }.sorted()[least - 1]
        }
        var ids = labels.ids
        for index in known where !(probabilities[index] <= limit) { ids[index] = LabelMap.void }
        return LabelMap(width: labels.width, height: labels.height, ids: ids)
    }

    /// The probability of every labelled pixel's class.
    private func probabilities(_ scores: TensorBuffer, _ labels: LabelMap) -> [Float] {
        let shape = scores.shape
        let classes = shape.channels
        let horizontal = BilinearWeights(from: shape.width, to: labels.width)
        let vertical = BilinearWeights(from: shape.height, to: labels.height)
        let rowCount = shape.width * classes
        let scratch = FloatBuffer(count: rowCount + classes)
        var result = [Float](repeating: 1, count: labels.ids.count)
        scores.withUnsafeBufferPointer { s in
            scratch.withUnsafeMutableBufferPointer { scratch in
                let row = scratch.baseAddress!
                let pixel = row + rowCount
                for y in 0..<labels.height {
                    let (top, bottom) = (vertical.lower[y] * rowCount, vertical.upper[y] * rowCount)
                    let fy = vertical.fraction[y]
                    for i in 0..<rowCount { row[i] = s[top + i] + fy * (s[bottom + i] - s[top + i]) }
                    for x in 0..<labels.width {
                        let label = Int(labels.ids[y * labels.width + x])
                        guard label < classes else { continue }
                        let (left, right) = (horizontal.lower[x] * classes, horizontal.upper[x] * classes)
                        let fx = horizontal.fraction[x]
                        for c in 0..<classes { pixel[c] = row[left + c] + fx * (row[right + c] - row[left + c]) }
                        Softmax.normalize(pixel, classes)
                        result[y * labels.width + x] = pixel[label]
                    }
                }
            }
        }
        return result
    }
}
