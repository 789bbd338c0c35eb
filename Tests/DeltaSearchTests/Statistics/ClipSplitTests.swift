import RandomStreams
import Testing

@testable import DeltaSearch

@Suite struct ClipSplitTests {
    @Test func windowsCoverTheRangeInOrder() {
        for interval in 1...6 {
            for count in 1...30 {
                let range = 7..<(7 + count)
                let windows = FrameWindow.split(range, interval: interval, keepsLoneKeyFrame: true)
                #expect(windows.flatMap { Array($0.frames) } == Array(range))
                #expect(windows.dropLast().allSatisfy { $0.frames.count == interval })
                #expect(windows.allSatisfy { ($0.keyFrame - 7) % interval == 0 })
                let paired = FrameWindow.split(range, interval: interval)
                #expect(paired == windows.filter { !$0.deltaFrames.isEmpty })
            }
        }
    }

    @Test func aWindowIsItsKeyFrameAndTheRest() {
        let window = FrameWindow(4..<8)
        #expect(window.keyFrame == 4)
        #expect(window.deltaFrames == 5..<8)
        #expect(FrameWindow(4..<5).deltaFrames.isEmpty)
    }

    @Test func theLastWindowsAreHeldBack() throws {
        for interval in 2...6 {
            for count in interval...60 {
                let split = try ClipSplit(3..<(3 + count), interval: interval, source: "clip")
                let windows = FrameWindow.split(3..<(3 + count), interval: interval)
                #expect(split.all == windows)
                #expect(!split.fitting.isEmpty)
                let total = windows.reduce(0) { $0 + $1.deltaFrames.count }
                let held = split.heldBack.reduce(0) { $0 + $1.deltaFrames.count }
                let wanted = max(interval - 1, (total + 7) / 8)
                if windows.count == 1 {
                    #expect(split.heldBack.isEmpty && split.deciding == split.fitting)
                } else {
                    #expect(split.deciding == split.heldBack)
                    // Enough, unless the clip is too short; and not a window more than enough.
                    #expect(held >= wanted || split.fitting.count == 1)
                    #expect(held - split.heldBack[0].deltaFrames.count < wanted)
                }
            }
        }
    }

    /// Of every video its last windows, an eighth of all delta frames; the rest is fitted on.
    @Test func severalVideosHoldBackOfEach() throws {
        var stream = RandomStream(seed: 5, stream: "videos")
        for interval in 2...5 {
            for _ in 0..<60 {
                var videos: [Range<Int>] = []
                for _ in 0..<(1 + stream.integer(below: 6)) {
                    let start = videos.last?.upperBound ?? 3
                    videos.append(start..<start + 1 + stream.integer(below: 40))
                }
                guard videos.contains(where: { $0.count >= interval }) else { continue }
                let split = try ClipSplit(videos, interval: interval, source: "clip")
                let windows = videos.flatMap { FrameWindow.split($0, interval: interval) }
                #expect(Set(split.all) == Set(windows) && split.all.count == windows.count)
                #expect(!split.fitting.isEmpty && (windows.count == 1) == split.heldBack.isEmpty)
                for window in split.all {
                    #expect(videos.count { $0.overlaps(window.frames) } == 1)
                }
                // In each video the held-back windows are the last.
                for video in videos {
                    let fitting = split.fitting.last { video.contains($0.keyFrame) }
                    let heldBack = split.heldBack.first { video.contains($0.keyFrame) }
                    if let fitting, let heldBack { #expect(fitting.keyFrame < heldBack.keyFrame) }
                }
                let (total, held) = (Self.deltaFrames(windows), Self.deltaFrames(split.heldBack))
                #expect(held < max(interval - 1, (total + 7) / 8) + interval - 1)
                let ranges = split.ranges(of: split.fitting) + split.ranges(of: split.heldBack)
                #expect(Set(ranges.flatMap { Array($0) }) == Set(split.all.flatMap { Array($0.frames) }))
                #expect(ranges.reduce(0) { $0 + $1.count } == split.all.reduce(0) { $0 + $1.frames.count })
            }
        }
    }

    /// Many videos of a window each: about every eighth is held back whole.
    @Test func videosOfOneWindow() throws {
        let videos = (0..<20).map { 4 * $0..<4 * $0 + 4 }
        let split = try ClipSplit(videos, interval: 4, source: "clips")
        #expect(split.heldBack.map(\.frames) == [1, 8, 16].map { videos[$0] })
        #expect(split.ranges(of: split.fitting).count == 17)
    }

    private static func deltaFrames(_ windows: [FrameWindow]) -> Int {
        windows.reduce(0) { $0 + $1.deltaFrames.count }
    }

    @Test func aClipShorterThanAWindowIsRefused() {
        #expect(throws: SearchError.clipTooShort(source: "clip", frames: 3, keyframeInterval: 4)) {
            try ClipSplit(10..<13, interval: 4, source: "clip")
        }
        #expect(throws: SearchError.clipTooShort(source: "clip", frames: 3, keyframeInterval: 4)) {
            try ClipSplit([0..<2, 2..<5, 5..<8], interval: 4, source: "clip")
        }
    }
}
