/// Why optical flow is not to be had.
public enum FlowError: Error, Hashable, Sendable {
    /// Flow that a source knows exactly, of one that knows none.
    case notKnown(source: String)
    /// No folder of that name, nor any other source of flow.
    case missingFolder(path: String)
    /// A file where a folder of `.flo` files is wanted.
    case notAFolder(path: String)
    /// No file for a frame whose flow is wanted.
    case missingFile(path: String, frame: Int)
    /// The file does not begin with Middlebury's 202021.25.
    case notFlow(path: String)
    /// Width or height that no picture has.
    case impossibleSize(path: String, width: Int, height: Int)
    /// More or fewer bytes than the header says.
    case length(path: String, expected: Int, found: Int)
    /// Flow of another size than the frames.
    case sizeDiffers(path: String, size: FrameSize, frames: FrameSize)
    /// OpenCV's estimation failed; what it says.
    case estimation(reason: String)
}
