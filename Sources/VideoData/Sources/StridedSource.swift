/// Every so many frames of a source, counted from 0 again.
public struct StridedSource: FrameSource {
    public let base: any FrameSource
    /// The frame that becomes the first.
    public let first: Int
    public let stride: Int

    /// - Precondition: the base has the frame `first`, and the stride is positive.
    public init(_ base: any FrameSource, from first: Int, every stride: Int) {
        precondition(first >= 0 && stride > 0 && base.frameCount.map { first < $0 } ?? true, "\(first), \(stride)")
        (self.base, self.first, self.stride) = (base, first, stride)
    }

    public var name: String { "\(base.name)[\(FrameRange(first: first, stride: stride))]" }

    public var size: FrameSize { base.size }

    public var frameCount: Int? { base.frameCount.map { ($0 - first + stride - 1) / stride } }

    public var isCountExact: Bool { base.isCountExact }

    public var frameRate: VideoRate? { base.frameRate?.every(stride) }

    public var classSet: ClassSet? { base.classSet }

    public var canFail: Bool { base.canFail }

    public var beginsAnewWithVideos: Bool { base.beginsAnewWithVideos }

    public var isLabelled: Bool { base.isLabelled }

    /// Flow leads to the frame before, which is not among these.
    public var knowsFlow: Bool { stride == 1 && base.knowsFlow }

    /// The frame of the base.
    public func original(_ index: Int) -> Int { first + index * stride }

    public func frameName(at index: Int) -> String { base.frameName(at: original(index)) }

    public func frame(at index: Int) throws -> RGBImage { try base.frame(at: original(index)) }

    public func labels(at index: Int) throws -> LabelMap? { try base.labels(at: original(index)) }

    public func labelledFrame(at index: Int) throws -> (image: RGBImage, labels: LabelMap?) {
        try base.labelledFrame(at: original(index))
    }

    public func flow(at index: Int) throws -> FlowField? {
        stride == 1 && index > 0 ? try base.flow(at: original(index)) : nil
    }

    /// The base's, those of which no frame is left out of the count.
    public func videos(in range: Range<Int>) -> [Range<Int>] {
        guard !range.isEmpty else { return [] }
        return base.videos(in: original(range.lowerBound)..<original(range.upperBound - 1) + 1).compactMap { video in
            let start = (video.lowerBound - first + stride - 1) / stride
            let end = (video.upperBound - 1 - first) / stride + 1
            return start < end ? start..<end : nil
        }
    }

    /// Over the base's fingerprint from the first frame to the last, and the stride.
    public func fingerprint(of frames: Range<Int>?) throws -> String {
        guard let range = frames ?? frameCount.map({ 0..<$0 }), !range.isEmpty else {
            return SHA256.hex(of: "every \(stride) from \(first) of \(try base.fingerprint(of: nil))".utf8)
        }
        let whole = original(range.lowerBound)..<original(range.upperBound - 1) + 1
        return SHA256.hex(of: "every \(stride) of \(try base.fingerprint(of: whole))".utf8)
    }
}
