import Synchronization
public import VideoData

/// Keeps decoded frames of a source in memory, up to a limit: a search reads each of them many times.
public struct FrameCache: FrameSource {
    private let base: any FrameSource
    private let frames: CachedFrames

    /// - Parameter limit: bytes kept; frames that come after it is reached are read again each time.
    public init(_ base: any FrameSource, limit: Int = 1 << 30) {
        self.base = base
        frames = CachedFrames(limit: limit)
    }

    public var name: String { base.name }
    public var size: FrameSize { base.size }
    public var frameCount: Int? { base.frameCount }
    public var isCountExact: Bool { base.isCountExact }
    public var frameRate: VideoRate? { base.frameRate }
    public var classSet: ClassSet? { base.classSet }
    public var canFail: Bool { base.canFail }
    public var beginsAnewWithVideos: Bool { base.beginsAnewWithVideos }
    public var isLabelled: Bool { base.isLabelled }
    public var knowsFlow: Bool { base.knowsFlow }

    public func frame(at index: Int) throws -> RGBImage {
        if let image = frames.image(index) { return image }
        let image = try base.frame(at: index)
        frames.keep(image, index)
        return image
    }

    public func labels(at index: Int) throws -> LabelMap? { try base.labels(at: index) }

    public func labelledFrame(at index: Int) throws -> (image: RGBImage, labels: LabelMap?) {
        if let image = frames.image(index) { return (image, try base.labels(at: index)) }
        let both = try base.labelledFrame(at: index)
        frames.keep(both.image, index)
        return both
    }

    public func flow(at index: Int) throws -> FlowField? { try base.flow(at: index) }

    public func videos(in range: Range<Int>) -> [Range<Int>] { base.videos(in: range) }

    public func fingerprint(of frames: Range<Int>?) throws -> String { try base.fingerprint(of: frames) }
}

private final class CachedFrames: Sendable {
    private let limit: Int
    private let state = Mutex<(images: [Int: RGBImage], bytes: Int)>(([:], 0))

    init(limit: Int) { self.limit = limit }

    func image(_ index: Int) -> RGBImage? { state.withLock { $0.images[index] } }

    func keep(_ image: RGBImage, _ index: Int) {
        state.withLock {
            guard $0.images[index] == nil, $0.bytes + image.pixels.count <= limit else { return }
            $0.images[index] = image
            $0.bytes += image.pixels.count
        }
    }
}
