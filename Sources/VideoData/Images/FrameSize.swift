/// Height and width of a frame, in pixels.
public struct FrameSize: Hashable, Sendable, Codable, CustomStringConvertible {
    public var height: Int
    public var width: Int

    public init(height: Int, width: Int) {
        precondition(height > 0 && width > 0, "a frame of \(height)x\(width) pixels")
        self.height = height
        self.width = width
    }

    public var pixels: Int { height * width }

    /// Height first: `256x512`.
    public var description: String { "\(height)x\(width)" }
}
