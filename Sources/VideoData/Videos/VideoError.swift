/// Why a video file could not be read or written.
public enum VideoError: Error, Hashable, Sendable {
    /// No format that FFmpeg knows, or one that is no video's; `code` is FFmpeg's.
    case notAVideo(path: String, code: Int32)
    /// A list of other files, which are not opened; `format` is FFmpeg's name for it.
    case playlist(path: String, format: String)
    /// Streams, none of them a video's: `audio (aac)`.
    case noVideoStream(path: String, streams: [String])
    /// A video of which not a single frame can be decoded.
    case noFrames(path: String)
    /// The file ends before the video does; `frames` can be decoded, from the first.
    case truncated(path: String, frames: Int)
    /// Data that cannot be decoded after `frames` good ones; `code` is FFmpeg's.
    case damaged(path: String, frames: Int, code: Int32)
    /// A frame of another size than the first.
    case sizeChanges(path: String, frame: Int, was: FrameSize, now: FrameSize)
    /// More than `VideoDecoder.maximumPixels`.
    case tooLarge(path: String, width: Int, height: Int)
    /// A rotation that is no multiple of a right angle.
    case rotation(path: String, degrees: Double)
    /// A pixel format that is not read, by FFmpeg's name.
    case unsupportedFormat(path: String, format: String)
    /// FFmpeg was built without this decoder.
    case decoderMissing(path: String, codec: String)
    /// FFmpeg was built without an encoder for the format.
    case encoderMissing(path: String, encoders: [String])
    /// An extension that stands for none of the formats that are written.
    case unknownExtension(path: String, known: [String])
    /// Decoded frames that do not fit into the folder for temporary files: `bytes` of those that `frames` take are for it,
    /// `free` are left there.
    case noRoom(path: String, frames: Int, folder: String, bytes: Int, free: Int)
    /// Writing failed; `code` is FFmpeg's.
    case cannotEncode(path: String, code: Int32)
}
