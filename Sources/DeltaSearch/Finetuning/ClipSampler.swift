import RandomStreams

/// Draws clips: a key frame anywhere in a range of one video, and delta frames up to T − 1 frames behind it or, where
/// time may run backwards, before it.
struct ClipSampler: Hashable, Sendable {
    let range: Range<Int>
    /// The furthest that a delta frame is from its key frame.
    let reach: Int
    /// Delta frames of a clip.
    let deltaFrames: Int
    let reversal: Bool

    struct Clip: Hashable, Sendable {
        let key: Int
        /// The nearest first.
        let deltas: [Int]
    }

    /// - Parameters:
    ///   - interval: T; in a shorter range, delta frames are as far as the range goes.
    ///   - deltaFrames: fewer where there are not as many.
    /// - Precondition: two frames at least, and T > 1.
    init(_ range: Range<Int>, interval: Int, deltaFrames: Int, reversal: Bool) {
        precondition(range.count > 1 && interval > 1, "no delta frame in \(range) with a key frame every \(interval)")
        self.range = range
        reach = min(interval - 1, range.count - 1)
        self.deltaFrames = min(max(1, deltaFrames), reach)
        self.reversal = reversal
    }

    func draw(_ stream: inout RandomStream) -> Clip {
        let isReversed = reversal && stream.bool()
        let start = stream.integer(below: range.count - reach)
        // The nearest `deltaFrames` of a random order.
        var distances = Array(1...reach)
        for index in 0..<deltaFrames {
            distances.swapAt(index, index + stream.integer(below: reach - index))
        }
        let key = isReversed ? range.upperBound - 1 - start : range.lowerBound + start
        return Clip(key: key, deltas: distances.prefix(deltaFrames).sorted().map { isReversed ? key - $0 : key + $0 })
    }
}
