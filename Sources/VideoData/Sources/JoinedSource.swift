/// Several sources one after the other, as if cut together: frames are counted through.
public struct JoinedSource: FrameSource {
    public let parts: [any FrameSource]
    /// The first frame of each part.
    private let starts: [Int]

    /// - Precondition: at least one part, all of one size; only the last may be endless.
    public init(_ parts: [any FrameSource]) {
        precondition(!parts.isEmpty, "nothing to join")
        precondition(parts.allSatisfy { $0.size == parts[0].size }, "parts of several sizes")
        precondition(parts.dropLast().allSatisfy { $0.frameCount != nil }, "something behind an endless part")
        self.parts = parts
        var starts = [0]
        for part in parts.dropLast() { starts.append(starts[starts.count - 1] + (part.frameCount ?? 0)) }
        self.starts = starts
    }

    public var name: String { parts.map(\.name).joined(separator: "+") }

    public var size: FrameSize { parts[0].size }

    public var frameCount: Int? { parts[parts.count - 1].frameCount.map { starts[starts.count - 1] + $0 } }

    public var isCountExact: Bool { parts.allSatisfy(\.isCountExact) }

    /// That of all parts.
    public var frameRate: VideoRate? {
        parts.allSatisfy { $0.frameRate == parts[0].frameRate } ? parts[0].frameRate : nil
    }

    /// That of the first part that has one.
    public var classSet: ClassSet? { parts.lazy.compactMap(\.classSet).first }

    public var canFail: Bool { parts.contains(where: \.canFail) }

    public var isLabelled: Bool { parts.contains(where: \.isLabelled) }

    public var knowsFlow: Bool { parts.allSatisfy(\.knowsFlow) }

    public func frame(at index: Int) throws -> RGBImage {
        let place = try place(of: index)
        return try parts[place.part].frame(at: place.index)
    }

    public func labels(at index: Int) throws -> LabelMap? {
        let place = try place(of: index)
        return try parts[place.part].labels(at: place.index)
    }

    public func labelledFrame(at index: Int) throws -> (image: RGBImage, labels: LabelMap?) {
        let place = try place(of: index)
        return try parts[place.part].labelledFrame(at: place.index)
    }

    /// nil at a part's first frame: nothing flows across a cut.
    public func flow(at index: Int) throws -> FlowField? {
        let place = try place(of: index)
        return place.index == 0 ? nil : try parts[place.part].flow(at: place.index)
    }

    /// The parts' videos.
    public func videos(in range: Range<Int>) -> [Range<Int>] {
        zip(parts, starts).flatMap { part, start in
            let own = range.clamped(to: start..<(part.frameCount.map { start + $0 } ?? .max))
            guard !own.isEmpty else { return [Range<Int>]() }
            return part.videos(in: own.lowerBound - start..<own.upperBound - start).map {
                $0.lowerBound + start..<$0.upperBound + start
            }
        }
    }

    /// Over the fingerprints of the parts' frames, in order.
    public func fingerprint(of frames: Range<Int>?) throws -> String {
        var hasher = SHA256.Hasher()
        for (part, start) in zip(parts, starts) {
            guard let frames else {
                hasher.update(text: try part.fingerprint(of: nil))
                continue
            }
            let end = part.frameCount.map { start + $0 } ?? .max
            let own = frames.clamped(to: start..<end)
            guard !own.isEmpty else { continue }
            hasher.update(text: try part.fingerprint(of: own.lowerBound - start..<own.upperBound - start))
        }
        return hasher.finish()
    }

    private func place(of index: Int) throws(FrameSourceError) -> (part: Int, index: Int) {
        guard index >= 0, frameCount.map({ index < $0 }) ?? true, let part = starts.lastIndex(where: { $0 <= index })
        else { throw .indexOutOfRange(source: name, index: index, frameCount: frameCount ?? 0) }
        return (part, index - starts[part])
    }
}
