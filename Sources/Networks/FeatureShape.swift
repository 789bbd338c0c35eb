/// The shape of one sample's feature map: height × width × channels, channels innermost in memory (NHWC).
///
/// The batch is no part of a network: a plan adds it when it compiles one.
public struct FeatureShape: Hashable, Sendable, CustomStringConvertible {
    public var height: Int
    public var width: Int
    public var channels: Int

    public init(height: Int, width: Int, channels: Int) {
        self.height = height
        self.width = width
        self.channels = channels
    }

    /// Spatial positions, `height · width`.
    public var positions: Int { height * width }

    /// Elements, `height · width · channels`.
    public var count: Int { positions * channels }

    public var size: Size { Size(height: height, width: width) }

    public var description: String { "\(height)x\(width)x\(channels)" }
}

/// A spatial extent in pixels: an input size, a kernel, a stride.
public struct Size: Hashable, Sendable, CustomStringConvertible {
    public var height: Int
    public var width: Int

    public init(height: Int, width: Int) {
        self.height = height
        self.width = width
    }

    public init(_ side: Int) { self.init(height: side, width: side) }

    /// `height · width`.
    public var area: Int { height * width }

    public var description: String { "\(height)x\(width)" }
}
