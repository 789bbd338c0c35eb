/// Backward optical flow from frame i to frame i − 1, in pixels.
///
/// The surface seen at pixel (x, y) of frame i was at (x + dx, y + dy) in frame i − 1, pixel centres at whole numbers.
/// It may have been hidden there, or outside the picture; where it has no place there at all (behind the camera),
/// dx and dy are NaN.
public struct FlowField: Hashable, Sendable {
    public let width: Int
    public let height: Int

    /// Horizontal displacement, positive to the right: `height · width` numbers, row-major.
    public var dx: [Float]

    /// Vertical displacement, positive downwards.
    public var dy: [Float]

    public init(width: Int, height: Int, dx: [Float], dy: [Float]) {
        precondition(width > 0 && height > 0, "a flow field of \(height)x\(width) pixels")
        precondition(dx.count == width * height && dy.count == width * height, "dx and dy hold a number per pixel")
        self.width = width
        self.height = height
        self.dx = dx
        self.dy = dy
    }

    public var size: FrameSize { FrameSize(height: height, width: width) }
}
