import Foundation

extension FrameFolder {
    /// A folder's frames, with their labels where there are `image/` and `label/`.
    static func entries(in path: String) throws(FrameSourceError) -> [Entry] {
        let root = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: root, isDirectory: &isFolder) else { throw .missing(path: path) }
        guard isFolder.boolValue else { throw .singlePicture(path: path) }
        let images = "\(root)/image"
        let nested = FileManager.default.fileExists(atPath: images, isDirectory: &isFolder) && isFolder.boolValue
        let frames = try pictures(in: nested ? images : root, extensions: ["png", "jpg", "jpeg"])
        let labels = nested ? try labels(in: "\(root)/label") : [:]
        return frames.map { Entry(frame: $0, label: labels[stem($0)]) }
    }

    /// Paths of the pictures in a folder, by natural order of their names. Hidden files and files and folders of other
    /// names are passed over, unless nothing is left.
    ///
    /// - Throws: ``FrameSourceError``, also for a folder with a picture's name and for a picture whose name is no text:
    ///   a clip without them would be another one.
    static func pictures(in folder: String, extensions: Set<String>) throws(FrameSourceError) -> [String] {
        let names = try FolderListing.names(in: folder, checking: extensions)
        let pictures = names.filter { extensions.contains(($0 as NSString).pathExtension.lowercased()) }
        guard !pictures.isEmpty else { throw .noFrames(folder: folder, otherFiles: names.count) }
        return pictures.sorted(by: NaturalOrder.precedes).map { "\(folder)/\($0)" }
    }

    /// Label files by the name of their frame, without extension; empty where there is no such folder.
    static func labels(in folder: String) throws(FrameSourceError) -> [String: String] {
        guard FileManager.default.fileExists(atPath: folder) else { return [:] }
        var byStem: [String: String] = [:]
        let names = try FolderListing.names(in: folder, checking: ["png"]).sorted()
        for name in names where (name as NSString).pathExtension.lowercased() == "png" {
            byStem[(name as NSString).deletingPathExtension] = "\(folder)/\(name)"
        }
        return byStem
    }

    static func stem(_ path: String) -> String {
        ((path as NSString).lastPathComponent as NSString).deletingPathExtension
    }

    /// The size that all frames have, and their labels, by the files' headers.
    static func commonSize(of entries: [Entry]) throws -> FrameSize {
        let first = entries[0].frame
        let size = try ImageFile.size(first)
        for entry in entries {
            let own = try ImageFile.size(entry.frame)
            guard own == size else {
                throw FrameSourceError.sizesDiffer(first: first, firstSize: size, other: entry.frame, otherSize: own)
            }
            guard let label = entry.label else { continue }
            let labelled = try ImageFile.size(label)
            guard labelled == own else {
                throw FrameSourceError.labelSizeDiffers(
                    label: label, labelSize: labelled, frame: entry.frame, frameSize: own)
            }
        }
        return size
    }
}
