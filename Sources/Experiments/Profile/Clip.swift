import DeltaSearch
public import VideoData

/// Frames of a data source that a run works on: always a finite number of consecutive ones.
public struct Clip: Sendable, CustomStringConvertible {
    public let source: any FrameSource
    /// Indices into the source; never empty.
    public let range: Range<Int>

    /// Opens a data source and picks frames of it.
    ///
    /// Of an endless source, ``Streets/defaultFrames`` frames from the first are taken where nobody says how many.
    ///
    /// - Parameters:
    ///   - data: as a user writes it: `streets:SEED[,frames=N]` or a folder.
    ///   - frames: nil: all.
    ///   - size: of the network's input; frames are drawn at it or resampled to it.
    ///   - classes: of the network.
    /// - Throws: ``FrameSourceError`` or ``ImageFileError``; ``SettingError/classCount(_:allowed:)`` where labels
    ///   cannot carry that many classes.
    public init(data: String, frames: FrameRange?, size: FrameSize, classes: Int) throws {
        try self.init(data: [data], frames: frames, size: size, classes: classes)
    }

    /// Opens several data sources, a video each, and picks frames of them, counted through.
    public init(data: [String], frames: FrameRange?, size: FrameSize, classes: Int) throws {
        guard (1...255).contains(classes) else { throw SettingError.classCount(classes, allowed: 1...255) }
        let source = try DataSource.open(data, size: size, classCount: classes)
        range = try Self.range(frames ?? FrameRange(), of: source)
        guard range.count <= Self.longest else {
            throw SettingError.tooManyFrames(range.count, source: source.name, allowed: Self.longest)
        }
        self.source = source
    }

    /// Frames of one run, at most.
    static let longest = 1_000_000

    public init(source: any FrameSource, range: Range<Int>) {
        precondition(!range.isEmpty && range.lowerBound >= 0, "frames \(range) of \(source.name)")
        self.source = source
        self.range = range
    }

    private static func range(_ frames: FrameRange, of source: any FrameSource) throws(FrameSourceError) -> Range<Int> {
        let count = source.frameCount ?? Streets.maximumFrames
        guard frames.first < count else {
            throw .rangeOutOfBounds(range: "\(frames)", source: source.name, frameCount: count)
        }
        let end = frames.last.map { $0 + 1 } ?? source.frameCount ?? min(count, frames.first + Streets.defaultFrames)
        guard frames.first < end, end <= count else {
            throw .rangeOutOfBounds(range: "\(frames)", source: source.name, frameCount: count)
        }
        return frames.first..<end
    }

    public var frameCount: Int { range.count }

    /// The frames, video by video.
    public var videos: [Range<Int>] { source.videos(in: range) }

    /// What is fitted on and what decides, in windows within one video each.
    ///
    /// - Throws: ``SearchError/clipTooShort(source:frames:keyframeInterval:)``.
    func split(interval: Int) throws -> ClipSplit {
        try ClipSplit(videos, interval: interval, source: source.name)
    }

    /// SHA-256 of the frames and their labels.
    public func fingerprint() throws -> String { try source.fingerprint(of: range) }

    /// The source and its frames: `streets:7 frames 0..47`.
    public var description: String { "\(source.name) frames \(range.lowerBound)..\(range.upperBound - 1)" }
}
