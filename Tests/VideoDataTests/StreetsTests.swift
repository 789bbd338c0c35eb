import Testing

@testable import VideoData

@Suite struct StreetsTests {
    static let small = FrameSize(height: 64, width: 128)
    static let seeds: [UInt64] = [1, 7, 2024, .max]

    @Test func framesRepeatInAnyOrder() {
        let forwards = [0, 5, 9].map { Streets(seed: 7, size: Self.small).sample(at: $0) }
        let backwards = [9, 5, 0].map { Streets(seed: 7, size: Self.small).sample(at: $0) }
        for (one, other) in zip(forwards, backwards.reversed()) {
            #expect(one.image == other.image)
            #expect(one.labels == other.labels)
        }
        #expect(forwards[0].image != forwards[1].image)
    }

    @Test func framesAreTheSameOnEveryThread() async throws {
        let street = Streets(seed: 3, size: Self.small)
        let expected = try (0..<8).map { try street.frame(at: $0) }
        let drawn = try await withThrowingTaskGroup(of: (Int, RGBImage).self) { group in
            for index in 0..<8 { group.addTask { (index, try street.frame(at: index)) } }
            return try await group.reduce(into: [Int: RGBImage]()) { $0[$1.0] = $1.1 }
        }
        for index in 0..<8 { #expect(drawn[index] == expected[index]) }
    }

    @Test func imageAndLabelsTogetherEqualThoseAlone() throws {
        let street = Streets(seed: 5, size: Self.small)
        let both = street.sample(at: 31)
        #expect(try street.frame(at: 31) == both.image)
        #expect(try street.labels(at: 31) == both.labels)
    }

    @Test func seedsDiffer() throws {
        let frames = try Self.seeds.map { try Streets(seed: $0, size: Self.small).frame(at: 0) }
        #expect(Set(frames).count == frames.count)
    }

    /// A change that moves any bit must raise the generator's version, and then this number.
    @Test func versionOneKeepsItsBits() {
        let sample = Streets(seed: 1, size: Self.small).sample(at: 100)
        let hash = (sample.image.pixels + sample.labels.ids).reduce(UInt64(0xCBF2_9CE4_8422_2325)) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01B3
        }
        #expect(Streets.generatorVersion == 1)
        #expect(hash == 8_802_774_551_945_192_233, "generator version 1 draws other bits: hash \(hash)")
    }

    @Test(arguments: seeds) func everyClassAppears(seed: UInt64) throws {
        let street = Streets(seed: seed, size: FrameSize(height: 128, width: 256))
        var counts = [Int](repeating: 0, count: ClassSet.camVid.count)
        for index in stride(from: 0, to: 600, by: 30) {
            for id in try #require(try street.labels(at: index)).ids { counts[Int(id)] += 1 }
        }
        for (id, count) in counts.enumerated() { #expect(count > 100, "\(ClassSet.camVid.names[id]): \(count) pixels") }
    }

    @Test(arguments: [(1, 1), (2, 3), (8, 8), (32, 64), (90, 40), (360, 480)])
    func anySizeIsDrawn(height: Int, width: Int) throws {
        let size = FrameSize(height: height, width: width)
        let street = Streets(seed: 11, size: size)
        let sample = street.sample(at: 17)
        #expect(sample.image.size == size)
        #expect(sample.labels.size == size)
        #expect(sample.labels.ids.allSatisfy { $0 < 11 })
        #expect(try street.flow(at: 17)?.size == size)
    }

    @Test func anEndlessStreetGoesOn() throws {
        let street = Streets(seed: 2, size: Self.small)
        let late = street.sample(at: 10_000_000)
        #expect(Set(late.labels.ids).count >= 5)
        #expect(try street.frame(at: Streets.maximumFrames - 1).size == Self.small)
        for index in [-1, Streets.maximumFrames, .max] {
            #expect(throws: FrameSourceError.self) { try street.frame(at: index) }
        }
        #expect(street.frameCount == nil)
        #expect(Streets(seed: 2, size: Self.small, frames: 48).frameCount == 48)
    }
}
