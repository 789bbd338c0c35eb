import VideoData

/// A frame of a stream with the student's and the teacher's classes.
struct PredictedFrame: Sendable {
    let index: Int
    /// From the key frame.
    let distance: Int
    let image: RGBImage
    let predicted: ClassMap
    let taught: ClassMap
}
