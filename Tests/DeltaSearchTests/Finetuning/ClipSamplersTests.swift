import RandomStreams
import Testing
import VideoData

@testable import DeltaSearch

@Suite struct ClipSamplersTests {
    private static let videos = [3..<9, 9..<11, 11..<40]

    private func draws(_ sampler: ClipSamplers, _ count: Int = 1000) -> [ClipSampler.Clip] {
        (0..<count).map { index in
            var stream = RandomStream(seed: 2, stream: "\(index)")
            return sampler.draw(&stream)
        }
    }

    @Test(arguments: [false, true])
    func noClipCrossesFromOneVideoToTheNext(_ reversal: Bool) {
        let clips = draws(ClipSamplers(Self.videos, interval: 4, deltaFrames: 2, reversal: reversal))
        for clip in clips {
            let video = Self.videos.first { $0.contains(clip.key) }
            #expect(clip.deltas.allSatisfy { video?.contains($0) == true })
        }
        // Every place is drawn, and each about as often as any other.
        let counts = Self.videos.map { video in clips.count { video.contains($0.key) } }
        for (count, places) in zip(counts, [3, 1, 26]) {
            #expect(abs(Double(count) / 1000 - Double(places) / 30) < 0.05)
        }
    }

    @Test func oneVideoIsDrawnFromAsByItself() {
        let both = (
            ClipSamplers([5..<20], interval: 4, deltaFrames: 2, reversal: true),
            ClipSampler(5..<20, interval: 4, deltaFrames: 2, reversal: true)
        )
        for index in 0..<50 {
            var streams = (RandomStream(seed: 1, stream: "\(index)"), RandomStream(seed: 1, stream: "\(index)"))
            #expect(both.0.draw(&streams.0) == both.1.draw(&streams.1))
        }
    }
}
