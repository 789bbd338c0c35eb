import RandomStreams

/// Draws clips of several videos: of each as often as it has places for one, and none across two.
struct ClipSamplers: Hashable, Sendable {
    let videos: [ClipSampler]

    /// - Parameter ranges: a video's frames each; see ``ClipSampler``.
    /// - Precondition: one at least, two frames in each.
    init(_ ranges: [Range<Int>], interval: Int, deltaFrames: Int, reversal: Bool) {
        precondition(!ranges.isEmpty, "no frames to draw from")
        videos = ranges.map {
            ClipSampler($0, interval: interval, deltaFrames: deltaFrames, reversal: reversal)
        }
    }

    func draw(_ stream: inout RandomStream) -> ClipSampler.Clip {
        guard videos.count > 1 else { return videos[0].draw(&stream) }
        var place = stream.integer(below: videos.reduce(0) { $0 + $1.places })
        for video in videos {
            if place < video.places { return video.draw(&stream) }
            place -= video.places
        }
        preconditionFailure("a place beyond all videos")
    }
}

extension ClipSampler {
    /// Key frames that a clip may have, one way through time.
    fileprivate var places: Int { range.count - reach }
}
