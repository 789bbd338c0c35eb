public import Compute
import Networks
public import VideoData

#if canImport(Glibc)
    import Glibc
#else
    import Foundation
#endif

/// Class-weighted cross-entropy of scores that are upsampled bilinearly to the size of the labels.
///
/// `L = Σ_p w[y_p] · −log softmax(up(s)_p)[y_p] / Σ_p w[y_p]` over the labelled pixels p of one sample (PyTorch's
/// `cross_entropy(weight:, ignore_index:)` after `interpolate(mode: "bilinear", align_corners: false)`).
/// The gradient with respect to the scores s is the exact transpose of the upsampling applied to
/// `w[y_p] (softmax − onehot) / Σ w`.
public struct CrossEntropy: Sendable {
    /// One weight per class.
    public let classWeights: [Float]

    public init(classWeights: [Float]) { self.classWeights = classWeights }

    /// The loss of one sample. Its part of `gradient` is overwritten, the other samples' parts stay.
    ///
    /// - Parameter scale: factor on the gradient, 1/batch for a mean over samples.
    /// - Returns: the loss, unscaled; 0 where no pixel is labelled.
    public func evaluate(
        scores: TensorBuffer, sample: Int, labels: LabelMap, gradient: TensorBuffer, scale: Float
    ) -> Double {
        let shape = scores.shape
        let classes = shape.channels
        precondition(classes == classWeights.count, "\(classWeights.count) class weights for \(classes) classes")
        precondition(gradient.shape == shape && sample < min(scores.batch, gradient.batch), "no sample \(sample)")
        var totalWeight = 0.0
        for label in labels.ids where Int(label) < classes { totalWeight += Double(classWeights[Int(label)]) }
        let isLabelled = totalWeight > 0
        let factor = isLabelled ? scale / Float(totalWeight) : 0
        let horizontal = BilinearWeights(from: shape.width, to: labels.width)
        let vertical = BilinearWeights(from: shape.height, to: labels.height)
        let rowCount = shape.width * classes
        let scratch = FloatBuffer(count: 2 * rowCount + classes)
        var loss = 0.0
        scores.withUnsafeBufferPointer { scores in
            gradient.withUnsafeMutableBufferPointer { gradient in
                scratch.withUnsafeMutableBufferPointer { scratch in
                    let s = scores.baseAddress! + sample * shape.count
                    let g = gradient.baseAddress! + sample * shape.count
                    g.update(repeating: 0, count: shape.count)
                    guard isLabelled else { return }
                    let row = scratch.baseAddress!
                    let rowGradient = row + rowCount
                    let pixel = rowGradient + rowCount
                    for y in 0..<labels.height {
                        let (top, bottom) = (vertical.lower[y] * rowCount, vertical.upper[y] * rowCount)
                        let fy = vertical.fraction[y]
                        for i in 0..<rowCount { row[i] = s[top + i] + fy * (s[bottom + i] - s[top + i]) }
                        rowGradient.update(repeating: 0, count: rowCount)
                        loss += crossEntropyRow(row, rowGradient, pixel, labels, y, horizontal, classes, factor)
                        for i in 0..<rowCount { g[top + i] += (1 - fy) * rowGradient[i] }
                        for i in 0..<rowCount { g[bottom + i] += fy * rowGradient[i] }
                    }
                }
            }
        }
        return isLabelled ? loss / totalWeight : 0
    }

    /// One row of pixels: weighted loss sum, and the gradient at the low-resolution columns.
    private func crossEntropyRow(
        _ row: UnsafeMutablePointer<Float>, _ rowGradient: UnsafeMutablePointer<Float>,
        _ pixel: UnsafeMutablePointer<Float>, _ labels: LabelMap, _ y: Int, _ horizontal: BilinearWeights,
        _ classes: Int, _ factor: Float
    ) -> Double {
        var loss = 0.0
        for x in 0..<labels.width {
            let label = Int(labels.ids[y * labels.width + x])
            guard label < classes else { continue }
            let left = row + horizontal.lower[x] * classes
            let right = row + horizontal.upper[x] * classes
            let fx = horizontal.fraction[x]
            for c in 0..<classes { pixel[c] = left[c] + fx * (right[c] - left[c]) }
            let score = pixel[label]
            let (maximum, sum) = Softmax.normalize(pixel, classes)
            let weight = classWeights[label]
            loss += Double(weight * (maximum - score + log(sum)))
            pixel[label] -= 1
            let leftGradient = rowGradient + horizontal.lower[x] * classes
            let rightGradient = rowGradient + horizontal.upper[x] * classes
            let wl = (1 - fx) * weight * factor
            let wr = fx * weight * factor
            for c in 0..<classes { leftGradient[c] += wl * pixel[c] }
            for c in 0..<classes { rightGradient[c] += wr * pixel[c] }
        }
        return loss
    }
}
