import Testing

@testable import VideoData

@Suite(.enabled(if: Shared.isAvailable, "needs ../shared")) struct SharedClipTests {
    @Test func everyFrameAndLabelLoads() throws {
        let clip = try DataSource.open(Shared.clip, size: nil, classCount: 11)
        #expect(clip.frameCount == 51)
        #expect(clip.size == FrameSize(height: 360, width: 480))
        #expect(clip.isLabelled)
        var seen = [Int](repeating: 0, count: 256)
        for index in 0..<51 {
            let (image, labels) = try clip.labelledFrame(at: index)
            #expect(image.size == clip.size)
            for id in try #require(labels).ids { seen[Int(id)] += 1 }
        }
        #expect(seen[11..<255].allSatisfy { $0 == 0 })
        #expect(seen[3] > seen[9], "more road than people")
        #expect(try clip.fingerprint(of: 0..<2).count == 64)
    }
}
