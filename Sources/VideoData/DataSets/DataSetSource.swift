import Foundation
import StudentSpace

/// A data set's frames, video by video, with the labels of those that have some.
public struct DataSetSource: FrameSource {
    /// A frame's files, from the folder on.
    struct Entry: Hashable, Sendable {
        var frame: String
        var label: String?
        /// Which of the layout's codings its labels have.
        var coding = 0
        /// What tells its video from others.
        var video: [String]
        /// What its path's placeholders stand for.
        var values: [String: String]
    }

    public let name: String
    public let size: FrameSize
    let description: DataSetDescription
    let layout: DataSetDescription.Layout
    let root: String
    let entries: [Entry]
    /// The first frame of each video.
    let starts: [Int]
    private let names: [String]

    /// Looks for the frames and their labels; none is read but the first one's header.
    ///
    /// - Parameters:
    ///   - size: what frames are resampled to; nil: as the first one is. Labels always stay as they are.
    ///   - classCount: of the network.
    /// - Throws: ``DataSetError``; what reading a description throws; ``ImageFileError``.
    init(_ options: DataSetOptions, name: String, size: FrameSize?, classCount: Int) throws {
        self.name = name
        root = options.folder
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: root, isDirectory: &isFolder), isFolder.boolValue else {
            throw DataSetError.missing(path: root)
        }
        if let known = options.name.flatMap({ DataSetDescription.builtIn($0) }) {
            description = known
        } else {
            let file = "\(root)/\(DataSetOptions.fileName)"
            description = try DataSetDescription(DocumentFile.contents(of: file, limit: 4 << 20), file: file)
        }
        guard description.classes.count == classCount || !options.isLabelled else {
            throw DataSetError.classCount(
                name: description.name, classes: description.classes.count, wanted: classCount)
        }
        let found = try Self.find(description, options)
        (layout, entries, starts) = (found.layout, found.entries, found.starts)
        names = Self.names(entries.map(\.frame))
        self.size = try size ?? ImageFile.size("\(root)/\(entries[0].frame)")
    }

    public var frameCount: Int? { entries.count }
    public var frameRate: VideoRate? { description.frameRate }
    public var classSet: ClassSet? { description.classes }
    public var canFail: Bool { true }
    public var beginsAnewWithVideos: Bool { true }
    public var isLabelled: Bool { entries.contains { $0.label != nil } }

    public func frameName(at index: Int) -> String { names[index] }

    public func frame(at index: Int) throws -> RGBImage {
        try ImageFile.decodeRGB("\(root)/\(entry(index).frame)").resized(to: size)
    }

    public func labels(at index: Int) throws -> LabelMap? {
        let entry = try entry(index)
        guard let label = entry.label else { return nil }
        return try layout.labels[entry.coding].coding.labels("\(root)/\(label)", classes: description.classes.count)
    }

    public func videos(in range: Range<Int>) -> [Range<Int>] {
        starts.indices.compactMap { video in
            let end = video + 1 < starts.count ? starts[video + 1] : entries.count
            let own = range.clamped(to: starts[video]..<end)
            return own.isEmpty ? nil : own
        }
    }

    /// Over the description, the files' names and bytes, frames and labels, in order.
    public func fingerprint(of frames: Range<Int>?) throws -> String {
        let range = frames ?? 0..<entries.count
        if range.upperBound > entries.count { _ = try entry(range.upperBound - 1) }
        var hasher = SHA256.Hasher()
        hasher.update(text: description.digest)
        for entry in entries[range] {
            for path in [entry.frame, entry.label] {
                hasher.update(text: path ?? "unlabelled")
                if let path { hasher.update(text: try SHA256.hex(ofFile: "\(root)/\(path)")) }
            }
        }
        return hasher.finish()
    }

    private func entry(_ index: Int) throws(FrameSourceError) -> Entry {
        guard entries.indices.contains(index) else {
            throw .indexOutOfRange(source: name, index: index, frameCount: entries.count)
        }
        return entries[index]
    }

    /// Files' names without extensions where these differ, else their paths with `_` between the folders.
    private static func names(_ paths: [String]) -> [String] {
        let stems = paths.map { (($0 as NSString).lastPathComponent as NSString).deletingPathExtension }
        if Set(stems).count == stems.count { return stems }
        let flat = paths.map {
            ($0 as NSString).deletingPathExtension.split(separator: "/").joined(separator: "_")
        }
        if Set(flat).count == flat.count { return flat }
        return flat.enumerated().map { "\($0)_\($1)" }
    }
}
