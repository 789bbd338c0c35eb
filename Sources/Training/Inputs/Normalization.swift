public import Compute
import Networks
public import VideoData

/// How pixels become a network's input: `(pixel · range / 255 − mean) / deviation`, per channel.
public struct Normalization: Hashable, Sendable {
    /// Of the network's channels, in their order.
    public var mean: [Float]
    public var deviation: [Float]
    /// Whether the network's channels are blue, green, red.
    public var isBGR: Bool
    /// What a white pixel is before the mean is taken off.
    public var range: Float

    public init(mean: [Float], deviation: [Float], isBGR: Bool = false, range: Float = 1) {
        precondition(mean.count == 3 && deviation.count == 3, "three channels")
        precondition(range > 0, "a range of \(range)")
        self.isBGR = isBGR
        self.range = range
        precondition(deviation.allSatisfy { $0 > 0 }, "deviations of \(deviation)")
        self.mean = mean
        self.deviation = deviation
    }

    /// ImageNet's statistics, what PyTorch's model zoo and all built-in teachers use.
    public static let imageNet = Normalization(mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225])

    /// Writes one image into sample `index` of a tensor of the same size.
    public func write(_ image: RGBImage, to tensor: TensorBuffer, sample index: Int = 0) {
        precondition(
            image.width == tensor.shape.width && image.height == tensor.shape.height && tensor.shape.channels == 3,
            "an image of \(image.height)x\(image.width) for an input of \(tensor.shape)")
        precondition((0..<tensor.batch).contains(index), "sample \(index) of \(tensor.batch)")
        // The 256 values of each channel, one channel after the other.
        let table: [Float] = (0..<3).flatMap { c -> [Float] in
            let (mean, deviation) = (mean[c], deviation[c])
            return (0..<256).map { value -> Float in (Float(value) * range / 255 - mean) / deviation }
        }
        let (first, last) = isBGR ? (2, 0) : (0, 2)
        let count = tensor.shape.count
        image.pixels.withUnsafeBufferPointer { pixels in
            tensor.withUnsafeMutableBufferPointer { values in
                table.withUnsafeBufferPointer { table in
                    let target = UnsafeMutableBufferPointer(rebasing: values[index * count..<(index + 1) * count])
                    for i in stride(from: 0, to: count, by: 3) {
                        target[i] = table[Int(pixels[i + first])]
                        target[i + 1] = table[256 + Int(pixels[i + 1])]
                        target[i + 2] = table[512 + Int(pixels[i + last])]
                    }
                }
            }
        }
    }
}
