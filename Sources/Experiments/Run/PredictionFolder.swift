import Foundation
public import Networks
import VideoData

/// Where a run's pictures go: one PNG a frame, named after it.
final class PredictionFolder: Predictions {
    let path: String
    private let palette: [ClassSet.Colour]
    private let isOverlay: Bool

    /// How much of an overlay is colour.
    static let opacity: Float = 0.5

    let size: FrameSize? = nil

    /// Looks whether the pictures can go there, before anything is run, and makes the folder.
    ///
    /// - Parameters:
    ///   - data: the source as a user writes it; its folder is not written to.
    ///   - names: of the frames to come.
    ///   - overwrites: whether pictures of these names that are there already may be replaced.
    /// - Throws: ``RunError``; ``SearchJobError/folder(_:code:)``.
    init(
        _ path: String, classes: ClassSet, overlay: Bool, data: String, names: some Sequence<String>, overwrites: Bool
    ) throws {
        self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        palette = classes.palette
        isOverlay = overlay
        try Folder.requireWritable(path)
        // A folder that is not there yet would become the source's labels as well.
        let own = OutputPath.resolved(self.path)
        for folder in [data, "\(data)/image", "\(data)/label"] where own != nil && OutputPath.resolved(folder) == own {
            throw RunError.outputIsSource(path)
        }
        if FileManager.default.fileExists(atPath: path) {
            if !overwrites, let name = names.first(where: { FileManager.default.fileExists(atPath: file($0)) }) {
                throw RunError.outputExists(file(name))
            }
        }
        try Folder.make(self.path)
    }

    func finish() {}

    func keep() -> String? { nil }

    /// Writes a frame's classes in their colours, or laid over the frame; whole or not at all.
    ///
    /// - Throws: `ImageFileError`.
    func write(_ classes: LabelMap, over picture: RGBImage, name: String) throws {
        let result =
            isOverlay
            ? classes.overlay(on: picture, palette: palette, opacity: Self.opacity) : classes.coloured(palette)
        try ImageFile.write(result, to: file(name))
    }

    private func file(_ name: String) -> String { "\(path)/\(name).png" }
}

/// A run whose pictures cannot go where they should.
public enum RunError: Error, Hashable, Sendable {
    /// A picture of a frame's name is there already.
    case outputExists(String)
    /// The frames themselves lie there.
    case outputIsSource(String)
    /// The system refused.
    case unwritable(String, StoredFile.Failure)
}
