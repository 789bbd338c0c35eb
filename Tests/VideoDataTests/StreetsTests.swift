import Testing

@testable import VideoData

@Suite struct StreetsTests {
    @Test func framesRepeatInAnyOrder() {
        let street = Streets(seed: 7, size: FrameSize(height: 64, width: 128))
        let forwards = [0, 5, 9].map { street.sample(at: $0) }
        let backwards = [9, 5, 0].map { Streets(seed: 7, size: street.size).sample(at: $0) }
        for (one, other) in zip(forwards, backwards.reversed()) {
            #expect(one.image == other.image)
            #expect(one.labels == other.labels)
        }
        #expect(forwards[0].image != forwards[1].image)
    }
}
