import Foundation

/// A folder of PNG or JPEG frames in natural order of their names, or those that fit a pattern; or a folder with `image/`
/// and `label/`, where a label is a PNG of class ids with its frame's name.
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

    public var canFail: Bool { true }

    public var isLabelled: Bool { entries.contains { $0.label != nil } }

    /// Lists the folder and reads every file's header.
    ///
    /// - Parameters:
    ///   - path: of a folder, or a pattern that the names of its pictures fit: `frames/%05d.png`, `frames/*.jpg`.
    ///   - size: what frames are resampled to; nil: as they are. Labels always stay as they are.
    ///   - classCount: ids below it are classes; it itself and 255 are void. Of more than 255, those of 255 and more
    ///     have no labels.
    /// - Throws: `FrameSourceError`, `ImageFileError`.
    public init(_ path: String, size: FrameSize? = nil, classCount: Int) throws {
        precondition(classCount >= 1, "\(classCount) classes")
        name = path
        self.classCount = classCount
        if FileSequence.isPattern(path) {
            entries = try FileSequence.pictures(path).map { Entry(frame: $0) }
        } else {
            entries = try Self.entries(in: path)
        }
        hasUniqueStems = Set(entries.map { Self.stem($0.frame) }).count == entries.count
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
