import RandomStreams
import Testing
import VideoData

@testable import DeltaSearch

@Suite struct ChangeMeterTests {
    private static func image(_ height: Int, _ width: Int, seed: UInt64, darker: Int = 0) -> RGBImage {
        var stream = RandomStream(seed: seed, stream: "image")
        let pixels = (0..<3 * height * width).map { _ in UInt8(stream.integer(below: 256 - darker)) }
        return RGBImage(width: width, height: height, pixels: pixels)
    }

    private static func distance(_ a: RGBImage, _ b: RGBImage) -> Double {
        Double(zip(a.pixels, b.pixels).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }) / Double(a.pixels.count)
    }

    /// Small pictures are looked at whole.
    @Test(arguments: [(1, 1), (1, 7), (16, 24), (64, 128)])
    func smallPicturesAreMeasuredExactly(_ height: Int, _ width: Int) throws {
        let images = (1...4).map { Self.image(height, width, seed: $0) }
        var meter = ChangeMeter(size: images[0].size)
        let first = meter.measure(images[0])
        #expect(first == nil)
        meter.setKey()
        let mean = images[0].pixels.reduce(0.0) { $0 + Double($1) } / Double(images[0].pixels.count)
        let contrast = images[0].pixels.reduce(0.0) { $0 + abs(Double($1) - mean) } / Double(images[0].pixels.count)
        for index in 1..<4 {
            let measured = meter.measure(images[index])
            let change = try #require(measured)
            #expect(change.fromPrevious == Self.distance(images[index], images[index - 1]))
            #expect(change.fromKey == Self.distance(images[index], images[0]))
            #expect(abs(change.contrast - contrast) < 1e-9)
        }
        meter.setKey()
        let still = meter.measure(images[3])
        #expect(still?.fromKey == 0)
    }

    @Test(arguments: [(360, 480), (256, 512), (1024, 2048), (1, 100_000)])
    func largePicturesAreSampledEvenly(_ height: Int, _ width: Int) throws {
        let (one, other) = (Self.image(height, width, seed: 1), Self.image(height, width, seed: 2, darker: 60))
        var meter = ChangeMeter(size: one.size)
        _ = meter.measure(one)
        meter.setKey()
        let measured = meter.measure(other)
        let change = try #require(measured)
        let exact = Self.distance(one, other)
        // 24,000 samples with a deviation of some 55: a standard error of 0.4.
        #expect(abs(change.fromPrevious - exact) < 2)
    }
}
