public import Compute
import Networks
public import VideoData

/// How pixels become a network's input: `(rgb / 255 − mean) / deviation`, per channel.
public struct Normalization: Hashable, Sendable {
    public var mean: [Float]
    public var deviation: [Float]

    public init(mean: [Float], deviation: [Float]) {
        precondition(mean.count == 3 && deviation.count == 3, "three channels, red, green, blue")
        precondition(deviation.allSatisfy { $0 > 0 }, "deviations of \(deviation)")
        self.mean = mean
        self.deviation = deviation
    }

    /// ImageNet's statistics, what PyTorch's model zoo and all our teachers use.
    public static let imageNet = Normalization(mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225])

    /// Writes one image into sample `index` of a tensor of the same size.
    public func write(_ image: RGBImage, to tensor: TensorBuffer, sample index: Int = 0) {
        precondition(
            image.width == tensor.shape.width && image.height == tensor.shape.height && tensor.shape.channels == 3,
            "an image of \(image.height)x\(image.width) for an input of \(tensor.shape)")
        precondition((0..<tensor.batch).contains(index), "sample \(index) of \(tensor.batch)")
        // The 256 values of each channel, one channel after the other.
        let table = (0..<3).flatMap { c in (0..<256).map { (Float($0) / 255 - mean[c]) / deviation[c] } }
        let count = tensor.shape.count
        image.pixels.withUnsafeBufferPointer { pixels in
            tensor.withUnsafeMutableBufferPointer { values in
                table.withUnsafeBufferPointer { table in
                    let target = UnsafeMutableBufferPointer(rebasing: values[index * count..<(index + 1) * count])
                    for i in stride(from: 0, to: count, by: 3) {
                        target[i] = table[Int(pixels[i])]
                        target[i + 1] = table[256 + Int(pixels[i + 1])]
                        target[i + 2] = table[512 + Int(pixels[i + 2])]
                    }
                }
            }
        }
    }
}
