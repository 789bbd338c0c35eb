import Foundation
import StudentSpace
import VideoData

/// A run's predictions as a video: the segmentation over the frames, at their own size and rate.
final class PredictionVideo: Predictions {
    let size: FrameSize?
    private let writer: VideoWriter
    private let palette: [ClassSet.Colour]
    private let path: String

    /// Looks whether the video can go there, before anything is run, and makes a temporary file beside it.
    ///
    /// - Throws: ``RunError``, `VideoError`, `ImageFileError`; ``DocumentFileError`` where nothing can be written there.
    init(
        _ path: String, format: VideoFormat, of source: any FrameSource, classes: Int, data: String, overwrites: Bool
    ) throws {
        let own = OutputPath.resolved(path)
        guard own == nil || own != OutputPath.resolved(data) else { throw RunError.outputIsSource(path) }
        guard overwrites || !FileManager.default.fileExists(atPath: path) else { throw RunError.outputExists(path) }
        try DocumentFile.requireWritable(path)
        palette = (source.classSet.flatMap { $0.count == classes ? $0 : nil } ?? ClassSet.usual(classes)).palette
        self.path = path
        size = source.size
        writer = try VideoWriter(path, format: format, size: source.size, rate: source.frameRate ?? .usual)
    }

    /// - Throws: `VideoError`, `ImageFileError`.
    func write(_ classes: LabelMap, over picture: RGBImage, name: String) throws {
        try writer.write(classes.overlay(on: picture, palette: palette, opacity: PredictionFolder.opacity))
    }

    func finish() throws { try writer.finish() }

    /// The frames so far, as a video beside the one that was asked for: `out.partial.mp4`, or with a number where there is
    /// one already.
    func keep() throws -> String? {
        let (stem, suffix) = ((path as NSString).deletingPathExtension, (path as NSString).pathExtension)
        let names = (1...).lazy.map { $0 == 1 ? "\(stem).partial.\(suffix)" : "\(stem).partial-\($0).\(suffix)" }
        guard let free = names.first(where: { !FileManager.default.fileExists(atPath: $0) }) else { return nil }
        try writer.finish(as: free)
        return free
    }
}
