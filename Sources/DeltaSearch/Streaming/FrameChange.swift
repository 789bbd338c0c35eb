import VideoData

/// How much a frame differs from the one before and from its key frame: mean absolute differences of 8-bit samples,
/// from 0 to 255.
public struct FrameChange: Hashable, Sendable {
    /// `mean |x_t − x_{t−1}|`: by how much the input's delta changed.
    public var fromPrevious: Double
    /// `mean |x_t − x_0|`: the input's delta itself.
    public var fromKey: Double
    /// `mean |x_0 − mean x_0|`: what a difference is to be compared with.
    public var contrast: Double

    public init(fromPrevious: Double, fromKey: Double, contrast: Double) {
        self.fromPrevious = fromPrevious
        self.fromKey = fromKey
        self.contrast = contrast
    }
}

/// Measures how frames of one size change, on at most some ten thousand pixels spread over the picture.
struct ChangeMeter {
    /// Byte offsets of the sampled pixels.
    private let offsets: [Int]
    private var key: [UInt8] = []
    private var previous: [UInt8] = []
    private var current: [UInt8]
    private var contrast = 0.0

    /// Pixels looked at, about.
    static let sampleCount = 8192

    init(size: FrameSize) {
        // A step that shares no factor with the width walks through all columns.
        var step = max(1, size.pixels / Self.sampleCount)
        while step > 1, Self.commonFactor(step, size.width) != 1 { step += 1 }
        offsets = stride(from: 0, to: size.pixels, by: step).map { 3 * $0 }
        current = Array(repeating: 0, count: 3 * offsets.count)
    }

    /// Takes in the next frame.
    ///
    /// - Returns: nil for the first.
    mutating func measure(_ image: RGBImage) -> FrameChange? {
        image.pixels.withUnsafeBufferPointer { pixels in
            for (sample, offset) in offsets.enumerated() {
                for c in 0..<3 { current[3 * sample + c] = pixels[offset + c] }
            }
        }
        guard !previous.isEmpty else {
            previous = current
            return nil
        }
        let change = FrameChange(
            fromPrevious: Self.distance(current, previous), fromKey: Self.distance(current, key), contrast: contrast)
        swap(&previous, &current)
        return change
    }

    /// The frame that was taken in last is the key frame.
    mutating func setKey() {
        key = previous
        let mean = Double(key.reduce(0) { $0 + Int($1) }) / Double(key.count)
        contrast = key.reduce(0.0) { $0 + abs(Double($1) - mean) } / Double(key.count)
    }

    private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Double {
        var sum = 0
        for i in a.indices { sum += abs(Int(a[i]) - Int(b[i])) }
        return Double(sum) / Double(a.count)
    }

    private static func commonFactor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : commonFactor(b, a % b) }
}
