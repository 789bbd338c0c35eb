import RandomStreams
import Testing
import VideoData

@testable import Training

@Suite struct AugmentationTests {
    private func image(_ width: Int = 14, _ height: Int = 10) -> RGBImage {
        var stream = RandomStream(seed: 1, stream: "image")
        return RGBImage(
            width: width, height: height,
            pixels: (0..<width * height * 3).map { _ in UInt8(stream.integer(below: 256)) })
    }

    private func draw(_ augmentation: Augmentation, _ seed: UInt64 = 1) -> Augmentation.Drawn {
        var stream = RandomStream(seed: seed, stream: "draw")
        return augmentation.draw(&stream)
    }

    @Test func noChangeLeavesEveryPixel() {
        let drawn = draw(.none)
        let image = image()
        let labels = LabelMap(width: 14, height: 10, ids: (0..<140).map { UInt8($0) })
        #expect(drawn.apply(to: image) == image)
        #expect(drawn.apply(to: labels) == labels)
    }

    @Test func aMirrorMirrorsAndItsMirrorIsTheImage() {
        let drawn = draw(Augmentation(flip: 1, zoom: 1...1, contrast: 0, brightness: 0))
        let image = image()
        let mirrored = drawn.apply(to: image)
        for y in 0..<10 {
            for x in 0..<14 {
                for c in 0..<3 {
                    #expect(mirrored.pixels[(y * 14 + x) * 3 + c] == image.pixels[(y * 14 + 13 - x) * 3 + c])
                }
            }
        }
        #expect(drawn.apply(to: mirrored) == image)
    }

    /// An image whose grey value is its label times 15, and the labels: moved alike, they still agree wherever
    /// bilinear sampling does not mix two labels.
    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func labelsMoveWithTheImage(seed: UInt64) {
        let (width, height) = (40, 32)
        let ids = (0..<width * height).map { place in UInt8((place % width / 10) + 4 * (place / width / 8)) }
        let image = RGBImage(width: width, height: height, pixels: ids.flatMap { id in [id * 15, id * 15, id * 15] })
        let drawn = draw(Augmentation(flip: 0.5, zoom: 1...2, contrast: 0, brightness: 0), seed)
        let movedImage = drawn.apply(to: image)
        let movedLabels = drawn.apply(to: LabelMap(width: width, height: height, ids: ids))
        let equal = movedLabels.ids.indices.count { movedImage.pixels[$0 * 3] == movedLabels.ids[$0] * 15 }
        #expect(equal > movedLabels.ids.count * 7 / 10)
        // Where it does mix them, the label is that of the nearer pixel: half a step at most.
        for place in movedLabels.ids.indices {
            let distance = abs(Int(movedImage.pixels[place * 3]) - Int(movedLabels.ids[place]) * 15)
            #expect(distance <= (15 + 4 * 15) / 2 + 1)
        }
    }

    @Test func oneDrawChangesEveryFrameAlike() {
        let drawn = draw(Augmentation(), 3)
        let image = image()
        #expect(drawn.apply(to: image) == drawn.apply(to: image))
        // A pixel-wise brighter frame stays pixel-wise at least as bright.
        let brighter = RGBImage(width: 14, height: 10, pixels: image.pixels.map { UInt8(min(255, Int($0) + 20)) })
        let (a, b) = (drawn.apply(to: image), drawn.apply(to: brighter))
        #expect(zip(a.pixels, b.pixels).allSatisfy { $0 <= $1 })
    }

    @Test func lightChangesStayWithinTheirBounds() {
        let grey = RGBImage(width: 2, height: 2, pixels: Array(repeating: 128, count: 12))
        for seed in 0..<200 as Range<UInt64> {
            let drawn = draw(Augmentation(flip: 0, zoom: 1...1, contrast: 0.2, brightness: 20), seed)
            // At mid-grey contrast does nothing: brightness alone moves it.
            for value in drawn.apply(to: grey).pixels { #expect(abs(Int(value) - 128) <= 20) }
            for gain in drawn.gains { #expect(abs(gain - 1) <= 0.2 + 0.05 * 1.2 + 1e-12) }
        }
    }

    @Test func zoomsStayWithinTheFrame() {
        for seed in 0..<200 as Range<UInt64> {
            let drawn = draw(Augmentation(zoom: 1...3), seed)
            #expect((1...3).contains(drawn.zoom))
            #expect(drawn.left >= 0 && drawn.left + 1 / drawn.zoom <= 1 + 1e-12)
            #expect(drawn.top >= 0 && drawn.top + 1 / drawn.zoom <= 1 + 1e-12)
        }
    }

    /// A ramp, enlarged twice, stays a ramp of half the slope.
    @Test func zoomingResamplesBilinearly() {
        let width = 32
        let ramp = RGBImage(width: width, height: 1, pixels: (0..<width * 3).map { UInt8($0 / 3 * 4) })
        let drawn = draw(Augmentation(flip: 0, zoom: 2...2, contrast: 0, brightness: 0))
        let zoomed = drawn.apply(to: ramp)
        for x in 1..<width - 1 {
            let start = drawn.left * Double(width)
            let position = (Double(x) + 0.5) / 2 + start - 0.5
            let expected = 4 * max(0, min(31, position))
            #expect(abs(Double(zoomed.pixels[x * 3]) - expected) <= 0.5 + 1e-4)
        }
    }
}
