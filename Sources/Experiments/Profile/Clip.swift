import DeltaSearch
public import VideoData

/// Frames of a data source that a run works on: always a finite number of consecutive ones.
public struct Clip: Sendable, CustomStringConvertible {
    /// With a stride, the frames that it leaves.
    public let source: any FrameSource
    /// Indices into the source; never empty. Where ``hasEnd`` is false, the end is an estimate.
    public let range: Range<Int>
    /// Whether the frames end where ``range`` does, and not where the source turns out to.
    public let hasEnd: Bool
    private let strided: StridedSource?

    /// Opens a data source and picks frames of it.
    ///
    /// Of an endless source, ``Streets/defaultFrames`` frames from the first are taken where nobody says how many.
    ///
    /// - Parameters:
    ///   - data: as a user writes it: `streets:SEED[,frames=N]`, a folder, a video, a data set.
    ///   - frames: nil: all.
    ///   - size: of the network's input; frames are drawn at it or resampled to it. nil: a file's own.
    ///   - classes: of the network.
    ///   - access: how frames are going to be read.
    /// - Throws: ``FrameSourceError``, ``ImageFileError`` or ``VideoError``; ``SettingError/tooManyChannels(_:for:allowed:)``
    ///   where no map of classes carries that many.
    public init(
        data: String, frames: FrameRange?, size: FrameSize?, classes: Int, access: FrameAccess = .repeated
    ) throws {
        try Self.check(classes)
        let source = try DataSource.open(
            data, size: size, classCount: classes, frames: frames, access: access)
        try self.init(source, frames)
    }

    /// Opens several data sources, a video each, and picks frames of them, counted through.
    public init(data: [String], frames: FrameRange?, size: FrameSize, classes: Int) throws {
        if let only = data.first, data.count == 1 {
            try self.init(data: only, frames: frames, size: size, classes: classes)
            return
        }
        try Self.check(classes)
        try self.init(try DataSource.open(data, size: size, classCount: classes), frames)
    }

    private init(_ source: any FrameSource, _ frames: FrameRange?) throws {
        let wanted = frames ?? FrameRange()
        let range = try Self.range(wanted, of: source)
        hasEnd = source.isCountExact || wanted.last != nil
        if wanted.stride > 1 {
            let strided = StridedSource(source, from: range.lowerBound, every: wanted.stride)
            self.strided = strided
            self.source = strided
            self.range = 0..<(range.count + wanted.stride - 1) / wanted.stride
        } else {
            strided = nil
            self.source = source
            self.range = range
        }
        guard self.range.count <= Self.longest else {
            throw SettingError.tooManyFrames(self.range.count, source: source.name, allowed: Self.longest)
        }
    }

    private static func check(_ classes: Int) throws(SettingError) {
        guard classes <= ClassMap.mostClasses else {
            throw .tooManyChannels(classes, for: .maps, allowed: ClassMap.mostClasses)
        }
    }

    /// Frames of one run, at most.
    static let longest = 1_000_000

    public init(source: any FrameSource, range: Range<Int>) {
        precondition(!range.isEmpty && range.lowerBound >= 0, "frames \(range) of \(source.name)")
        self.source = source
        self.range = range
        hasEnd = true
        strided = nil
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

    /// Whether the source has a frame behind the last one.
    func goesOn() throws -> Bool {
        do {
            _ = try source.frame(at: range.upperBound)
            return true
        } catch FrameSourceError.indexOutOfRange {
            return false
        }
    }

    /// A frame's number in what the user named, before frames were left out.
    public func original(_ index: Int) -> Int { strided?.original(index) ?? index }

    /// The frames, video by video.
    public var videos: [Range<Int>] { source.videos(in: range) }

    /// Frames that follow each other as a camera's do: a key frame comes first in each.
    var streams: [Range<Int>] { source.beginsAnewWithVideos ? videos : [range] }

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
