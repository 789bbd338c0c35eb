/// A class id per pixel, rows from top to bottom.
public struct LabelMap: Hashable, Sendable {
    /// The id of pixels that no score counts.
    public static let void: UInt8 = 255

    /// Classes that a map tells apart, void beside them.
    public static let mostClasses = 255

    public let width: Int
    public let height: Int

    /// `height · width` ids: pixel (x, y) stands at `y · width + x`.
    public var ids: [UInt8]

    public init(width: Int, height: Int, ids: [UInt8]) {
        precondition(width > 0 && height > 0, "a label map of \(height)x\(width) pixels")
        precondition(ids.count == width * height, "\(ids.count) ids for \(height)x\(width) pixels")
        self.width = width
        self.height = height
        self.ids = ids
    }

    public var size: FrameSize { FrameSize(height: height, width: width) }
}
