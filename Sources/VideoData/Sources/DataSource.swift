import Foundation

/// Data sources as users write them.
public enum DataSource {
    /// Size of streets where nobody asked for another.
    public static let defaultStreetSize = FrameSize(height: 256, width: 512)

    /// Opens what a user names: `streets:SEED[,frames=N]`, several of them joined by `+`; a folder of frames, or a pattern
    /// of their names; a video file; a data set, `cityscapes:FOLDER[,split=S]`, `camvid:`, `vspw:`, or a folder with a
    /// `dataset.json`.
    ///
    /// Joined streets are one video with a cut where one ends and the next begins; all but the last say how many frames
    /// they have.
    ///
    /// A street has labels where `classCount` is CamVid's 11: other networks mean other things by their numbers.
    ///
    /// - Parameters:
    ///   - size: what streets are drawn at and frames of files are resampled to; nil: 256x512 for streets, files' own.
    ///   - classCount: classes of the network that the data is for.
    ///   - frames: those that will be read; nil: all.
    ///   - access: how they will be read.
    /// - Throws: `FrameSourceError`, `ImageFileError`, `VideoError`, `DataSetError`, what reading a description throws.
    public static func open(
        _ text: String, size: FrameSize?, classCount: Int, frames: FrameRange? = nil, access: FrameAccess = .repeated
    ) throws -> any FrameSource {
        if text.hasPrefix("streets:") { return try openStreets(text, size: size, classCount: classCount) }
        if !FileManager.default.fileExists(atPath: text), let options = try DataSetOptions(text) {
            return try DataSetSource(options, name: text, size: size, classCount: classCount)
        }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: text, isDirectory: &isFolder) else {
            return try FrameFolder(text, size: size, classCount: classCount)
        }
        guard isFolder.boolValue else {
            if (try? ImageFile.size(text)) != nil, !isMotionJPEG(text) {
                throw FrameSourceError.singlePicture(path: text)
            }
            return try VideoFile(text, size: size, frames: frames, access: access)
        }
        guard FileManager.default.fileExists(atPath: "\(text)/\(DataSetOptions.fileName)") else {
            return try FrameFolder(text, size: size, classCount: classCount)
        }
        let root = text.count > 1 && text.hasSuffix("/") ? String(text.dropLast()) : text
        return try DataSetSource(DataSetOptions(folder: root), name: text, size: size, classCount: classCount)
    }

    /// Whether a file that begins as a JPEG picture goes on with others, by its name.
    private static func isMotionJPEG(_ path: String) -> Bool {
        ["mjpeg", "mjpg"].contains((path as NSString).pathExtension.lowercased())
    }

    /// A source as users write it, with its path changed: that of the file or folder, and of a list. Streets have none.
    public static func text(_ text: String, changingPath change: (String) -> String) -> String {
        if text.hasPrefix("streets:") { return text }
        guard !FileManager.default.fileExists(atPath: text), let options = try? DataSetOptions(text) else {
            return change(text)
        }
        return options.text(change)
    }

    private static func openStreets(_ text: String, size: FrameSize?, classCount: Int) throws -> any FrameSource {
        let streets = text.dropFirst("streets:".count).split(
            separator: "+streets:", omittingEmptySubsequences: false
        ).map { "streets:\($0)" }
        let parts = try streets.map { try street($0, size: size, classCount: classCount) }
        for (text, part) in zip(streets, parts).dropLast() where part.frameCount == nil {
            throw FrameSourceError.endlessPart(text: text)
        }
        return parts.count == 1 ? parts[0] : JoinedSource(parts)
    }

    /// Opens sources that are written like ``open(_:size:classCount:)``'s and joins them: a video each, frames counted
    /// through.
    ///
    /// - Parameter size: of all frames.
    /// - Throws: `FrameSourceError.endlessPart` where one but the last never ends; what opening throws.
    /// - Precondition: one text at least.
    public static func open(_ texts: [String], size: FrameSize, classCount: Int) throws -> any FrameSource {
        let parts = try texts.map { try open($0, size: size, classCount: classCount) }
        for (text, part) in zip(texts, parts).dropLast() where part.frameCount == nil {
            throw FrameSourceError.endlessPart(text: text)
        }
        return parts.count == 1 ? parts[0] : JoinedSource(parts)
    }

    private static func street(
        _ text: String, size: FrameSize?, classCount: Int
    ) throws(FrameSourceError) -> Streets {
        let parts = text.dropFirst("streets:".count).split(separator: ",", omittingEmptySubsequences: false)
        guard let seed = number(parts[0]) else {
            throw FrameSourceError.malformedSeed(text: text, seed: String(parts[0]))
        }
        var frames: Int?
        for part in parts.dropFirst() {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair[0] == "frames" else {
                throw FrameSourceError.unknownOption(text: text, option: String(pair[0]), known: ["frames"])
            }
            guard frames == nil else { throw FrameSourceError.repeatedOption(text: text, option: "frames") }
            let value = pair.count == 2 ? pair[1] : ""
            guard let count = number(value).flatMap(Int.init(exactly:)), (1...Streets.maximumFrames).contains(count)
            else {
                throw FrameSourceError.malformedOption(text: text, option: "frames", value: String(value))
            }
            frames = count
        }
        return Streets(
            seed: seed, size: size ?? defaultStreetSize, frames: frames,
            labelled: classCount == ClassSet.camVid.count)
    }

    private static func number(_ digits: Substring) -> UInt64? {
        digits.utf8.allSatisfy { (0x30...0x39).contains($0) } ? UInt64(digits) : nil
    }
}
