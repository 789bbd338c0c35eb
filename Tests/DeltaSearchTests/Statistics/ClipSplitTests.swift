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

    @Test func aClipShorterThanAWindowIsRefused() {
        #expect(throws: SearchError.clipTooShort(source: "clip", frames: 3, keyframeInterval: 4)) {
            try ClipSplit(10..<13, interval: 4, source: "clip")
        }
    }
}
