import Testing

@testable import VideoData

@Suite struct ImageTests {
    private func ramp(_ width: Int, _ height: Int) -> RGBImage {
        RGBImage(
            width: width, height: height,
            pixels: (0..<3 * width * height).map { UInt8(StreetNoise.cell($0, 1, 3) * 256) })
    }

    @Test(arguments: [(4, 4, 8, 8), (5, 3, 11, 10), (3, 7, 3, 20), (6, 6, 6, 6)])
    func enlargingIsBilinear(height: Int, width: Int, outHeight: Int, outWidth: Int) {
        let image = ramp(width, height)
        let large = image.resized(to: FrameSize(height: outHeight, width: outWidth))
        for y in 0..<outHeight {
            for x in 0..<outWidth {
                for channel in 0..<3 {
                    let expected = bilinear(image, x, y, channel, outWidth, outHeight)
                    let found = Double(large.pixels[3 * (y * outWidth + x) + channel])
                    #expect((found - expected).magnitude <= 0.501)
                }
            }
        }
    }

    private func bilinear(_ image: RGBImage, _ x: Int, _ y: Int, _ channel: Int, _ width: Int, _ height: Int) -> Double
    {
        func axis(_ place: Int, _ count: Int, _ out: Int) -> (Int, Int, Double) {
            let at = min(Double(count - 1), max(0, (Double(place) + 0.5) * Double(count) / Double(out) - 0.5))
            return (Int(at), min(Int(at) + 1, count - 1), at - Double(Int(at)))
        }
        let (left, right, s) = axis(x, image.width, width)
        let (top, bottom, t) = axis(y, image.height, height)
        func at(_ x: Int, _ y: Int) -> Double { Double(image.pixels[3 * (y * image.width + x) + channel]) }
        return (at(left, top) * (1 - s) + at(right, top) * s) * (1 - t)
            + (at(left, bottom) * (1 - s) + at(right, bottom) * s) * t
    }

    @Test func shrinkingKeepsTheMean() {
        let image = ramp(64, 48)
        let small = image.resized(to: FrameSize(height: 6, width: 8))
        func mean(_ image: RGBImage) -> Double {
            Double(image.pixels.reduce(0) { $0 + Int($1) }) / Double(image.pixels.count)
        }
        #expect((mean(image) - mean(small)).magnitude < 1.5)
        func spread(_ image: RGBImage) -> Int { Int(image.pixels.max() ?? 0) - Int(image.pixels.min() ?? 0) }
        #expect(spread(small) < spread(image) * 3 / 4, "a pixel in 64 is no picture of the others")
        let checks = RGBImage(
            width: 8, height: 8, pixels: (0..<192).map { ($0 / 3 + $0 / 24) % 2 == 0 ? 0 : 200 })
        let half = checks.resized(to: FrameSize(height: 4, width: 4))
        #expect(half.pixels.allSatisfy { (95...105).contains($0) })
    }

    @Test func overlaysMixColours() {
        let labels = LabelMap(width: 3, height: 1, ids: [0, 1, 255])
        let image = RGBImage(width: 3, height: 1, pixels: [0, 0, 0, 100, 100, 100, 9, 8, 7])
        let palette = [ClassSet.Colour(200, 100, 50), ClassSet.Colour(0, 200, 100)]
        #expect(labels.overlay(on: image, palette: palette, opacity: 0) == image)
        #expect(labels.overlay(on: image, palette: palette, opacity: 1).pixels == [200, 100, 50, 0, 200, 100, 9, 8, 7])
        #expect(
            labels.overlay(on: image, palette: palette, opacity: 0.5).pixels == [100, 50, 25, 50, 150, 100, 9, 8, 7])
        #expect(labels.coloured(palette).pixels == [200, 100, 50, 0, 200, 100, 0, 0, 0])
        #expect(ClassSet.camVid.count == 11 && Set(ClassSet.camVid.palette).count == 11)
    }
}
