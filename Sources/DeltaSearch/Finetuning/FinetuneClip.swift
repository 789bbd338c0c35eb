import VideoData

/// A key frame and some delta frames, as a step is given them: drawn, read and changed alike.
struct FinetuneClip: Sendable {
    var key: RGBImage
    /// Nil where there are none or none are asked for.
    var keyLabels: LabelMap?
    var deltas: [Delta]

    struct Delta: Sendable {
        var image: RGBImage
        /// Nil where there are none or none are asked for.
        var labels: LabelMap?
    }
}
