/// An image of interleaved 8-bit RGB, rows from top to bottom.
public struct RGBImage: Hashable, Sendable {
    public let width: Int
    public let height: Int

    /// `height · width · 3` bytes: pixel (x, y) starts at `3 · (y · width + x)`.
    public var pixels: [UInt8]

    public init(width: Int, height: Int, pixels: [UInt8]) {
        precondition(width > 0 && height > 0, "an image of \(height)x\(width) pixels")
        precondition(pixels.count == 3 * width * height, "\(pixels.count) bytes for \(height)x\(width) pixels")
        self.width = width
        self.height = height
        self.pixels = pixels
    }

    public var size: FrameSize { FrameSize(height: height, width: width) }
}
