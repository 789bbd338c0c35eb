public import Networks
public import VideoData

/// What a command line says otherwise than the space file; nil: what the space file says holds.
public struct SpaceOverrides: Hashable, Sendable {
    /// The teacher's weights.
    public var teacher: String?
    /// The data source.
    public var data: String?
    /// Frames of the data source; nil: all of them.
    public var frames: FrameRange?
    public var input: Size?
    public var keyframeInterval: Int?

    public init(
        teacher: String? = nil, data: String? = nil, frames: FrameRange? = nil, input: Size? = nil,
        keyframeInterval: Int? = nil
    ) {
        self.teacher = teacher
        self.data = data
        self.frames = frames
        self.input = input
        self.keyframeInterval = keyframeInterval
    }
}
