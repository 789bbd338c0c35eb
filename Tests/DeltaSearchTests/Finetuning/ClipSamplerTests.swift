import RandomStreams
import Testing

@testable import DeltaSearch

@Suite struct ClipSamplerTests {
    private func draws(_ sampler: ClipSampler, _ count: Int = 400) -> [ClipSampler.Clip] {
        (0..<count).map { index in
            var stream = RandomStream(seed: 1, stream: "\(index)")
            return sampler.draw(&stream)
        }
    }

    @Test(arguments: [false, true], 1...4)
    func framesStayInTheRange(_ reversal: Bool, _ deltaFrames: Int) {
        let clips = draws(ClipSampler(10..<19, interval: 4, deltaFrames: deltaFrames, reversal: reversal))
        for clip in clips {
            #expect((10..<19).contains(clip.key) && clip.deltas.allSatisfy((10..<19).contains))
            let distances = clip.deltas.map { $0 - clip.key }
            #expect(distances.count == min(3, deltaFrames))
            #expect(distances.allSatisfy { (1...3).contains($0) } || distances.allSatisfy { (-3...(-1)).contains($0) })
            #expect(Set(distances).count == distances.count)
            #expect(distances.map(abs) == distances.map(abs).sorted())
            if !reversal { #expect(distances[0] > 0) }
        }
        #expect(Set(clips.flatMap { clip in clip.deltas.map { abs($0 - clip.key) } }) == [1, 2, 3])
        // Every frame that can be a key frame is one.
        #expect(Set(clips.map(\.key)) == Set(reversal ? 10..<19 : 10..<16))
    }

    @Test func aRangeShorterThanTheIntervalHasShorterClips() {
        let clips = draws(ClipSampler(5..<7, interval: 8, deltaFrames: 3, reversal: true))
        #expect(Set(clips) == [.init(key: 5, deltas: [6]), .init(key: 6, deltas: [5])])
    }
}
