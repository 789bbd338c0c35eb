/// Part of a source, its frames counted from 0 again.
public struct SubSource: FrameSource {
    public let base: any FrameSource
    public let range: FrameRange

    /// - Throws: `FrameSourceError.rangeOutOfBounds` where the base has fewer frames.
    public init(_ base: any FrameSource, _ range: FrameRange) throws(FrameSourceError) {
        if let count = base.frameCount, range.first >= count || range.last.map({ $0 >= count }) ?? false {
            throw .rangeOutOfBounds(range: "\(range)", source: base.name, frameCount: count)
        }
        self.base = base
        self.range = range
    }

    public var name: String { "\(base.name)[\(range)]" }

    public var size: FrameSize { base.size }

    public var frameCount: Int? {
        if let last = range.last { return last - range.first + 1 }
        return base.frameCount.map { $0 - range.first }
    }

    public var isCountExact: Bool { range.last != nil || base.isCountExact }

    public var frameRate: VideoRate? { base.frameRate }

    public var classSet: ClassSet? { base.classSet }

    public var canFail: Bool { base.canFail }

    public var beginsAnewWithVideos: Bool { base.beginsAnewWithVideos }

    public var isLabelled: Bool { base.isLabelled }

    public var knowsFlow: Bool { base.knowsFlow }

    public func frameName(at index: Int) -> String { base.frameName(at: range.first + index) }

    public func frame(at index: Int) throws -> RGBImage { try base.frame(at: inBase(index)) }

    public func labels(at index: Int) throws -> LabelMap? { try base.labels(at: inBase(index)) }

    public func labelledFrame(at index: Int) throws -> (image: RGBImage, labels: LabelMap?) {
        try base.labelledFrame(at: inBase(index))
    }

    /// nil for the part's first frame: the one before is not in the part.
    public func flow(at index: Int) throws -> FlowField? { index == 0 ? nil : try base.flow(at: inBase(index)) }

    public func videos(in frames: Range<Int>) -> [Range<Int>] {
        base.videos(in: frames.lowerBound + range.first..<frames.upperBound + range.first).map {
            $0.lowerBound - range.first..<$0.upperBound - range.first
        }
    }

    public func fingerprint(of frames: Range<Int>?) throws -> String {
        if let frames {
            guard !frames.isEmpty else { return try base.fingerprint(of: range.first..<range.first) }
            return try base.fingerprint(of: inBase(frames.lowerBound)..<inBase(frames.upperBound - 1) + 1)
        }
        if let count = frameCount { return try base.fingerprint(of: range.first..<range.first + count) }
        return SHA256.hex(of: "frames \(range) of \(try base.fingerprint(of: nil))".utf8)
    }

    private func inBase(_ index: Int) throws(FrameSourceError) -> Int {
        guard index >= 0, frameCount.map({ index < $0 }) ?? true else {
            throw .indexOutOfRange(source: name, index: index, frameCount: frameCount ?? 0)
        }
        return range.first + index
    }
}
