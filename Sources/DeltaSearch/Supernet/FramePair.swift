import VideoData

/// What one supernet run is given: a key frame, a later frame, and the teacher's class probabilities on the latter.
struct FramePair: Sendable {
    var key: RGBImage
    var now: RGBImage
    /// Position-major, classes innermost.
    var target: [Float]
}
