import Foundation

/// A folder of PNG or JPEG frames in natural order of their names; or a folder with `image/` and `label/`, where a
/// label is a PNG of class ids with its frame's name.
public struct FrameFolder: FrameSource {
    /// A frame's files.
    struct Entry: Hashable {
        var frame: String
        var label: String?
    }

    public let name: String
    public let size: FrameSize

    /// Size of the frames' files, and of the labels.
    public let fileSize: FrameSize
    public let classCount: Int
    let entries: [Entry]
    /// Whether no two frames differ in their extension alone.
    private let hasUniqueStems: Bool

    public var frameCount: Int? { entries.count }

    public var isLabelled: Bool { entries.contains { $0.label != nil } }

    /// Lists the folder and reads every file's header.
    ///
    /// - Parameters:
    ///   - size: what frames are resampled to; nil: as they are. Labels always stay as they are.
    ///   - classCount: ids below it are classes; it itself and 255 are void.
    /// - Throws: `FrameSourceError`, `ImageFileError`.
    public init(_ path: String, size: FrameSize? = nil, classCount: Int) throws {
        precondition((1...255).contains(classCount), "\(classCount) classes")
        name = path
        self.classCount = classCount
        let root = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: root, isDirectory: &isFolder) else {
            throw FrameSourceError.missing(path: path)
        }
        guard isFolder.boolValue else { throw FrameSourceError.notAFolder(path: path) }
        let images = "\(root)/image"
        let nested = FileManager.default.fileExists(atPath: images, isDirectory: &isFolder) && isFolder.boolValue
        let frames = try Self.pictures(in: nested ? images : root, extensions: ["png", "jpg", "jpeg"])
        let labels = nested ? try Self.labels(in: "\(root)/label") : [:]
        entries = frames.map { Entry(frame: $0, label: labels[Self.stem($0)]) }
        hasUniqueStems = Set(frames.map(Self.stem)).count == frames.count
        fileSize = try Self.commonSize(of: entries)
        self.size = size ?? fileSize
    }

    public func frame(at index: Int) throws -> RGBImage {
        let path = try entry(index).frame
        let image = try ImageFile.decodeRGB(path)
        guard image.size == fileSize else {
            throw FrameSourceError.sizeChanged(path: path, was: fileSize, now: image.size)
        }
        return image.resized(to: size)
    }

    /// The file's name, without its extension where that is enough to tell it from the others.
    public func frameName(at index: Int) -> String {
        let path = entries[index].frame
        return hasUniqueStems ? Self.stem(path) : (path as NSString).lastPathComponent
    }

    public func labels(at index: Int) throws -> LabelMap? {
        guard let path = try entry(index).label else { return nil }
        var map = try ImageFile.decodeLabels(path)
        guard map.size == fileSize else {
            throw FrameSourceError.sizeChanged(path: path, was: fileSize, now: map.size)
        }
        for pixel in map.ids.indices {
            let id = Int(map.ids[pixel])
            if id < classCount || id == Int(LabelMap.void) { continue }
            guard id == classCount else {
                throw FrameSourceError.labelOutOfRange(
                    path: path, id: id, x: pixel % map.width, y: pixel / map.width, classCount: classCount)
            }
            map.ids[pixel] = LabelMap.void
        }
        return map
    }

    /// Over the files' names and bytes, frames and labels, in order.
    public func fingerprint(of frames: Range<Int>?) throws -> String {
        let range = frames ?? 0..<entries.count
        if range.upperBound > entries.count { _ = try entry(range.upperBound - 1) }
        var hasher = SHA256.Hasher()
        for entry in entries[range] {
            for path in [entry.frame, entry.label] {
                guard let path else {
                    hasher.update(text: "unlabelled")
                    continue
                }
                hasher.update(text: (path as NSString).lastPathComponent)
                hasher.update(text: try SHA256.hex(ofFile: path))
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
}
