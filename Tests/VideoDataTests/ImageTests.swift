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

    /// The widened triangle, pixel by pixel in double precision; large pictures are made in bands.
    @Test(arguments: [
        (FrameSize(height: 30, width: 41), FrameSize(height: 11, width: 90)),
        (FrameSize(height: 17, width: 64), FrameSize(height: 40, width: 9)),
        (FrameSize(height: 1201, width: 900), FrameSize(height: 7, width: 13)),
        (FrameSize(height: 3, width: 5), FrameSize(height: 1100, width: 1001)),
        (FrameSize(height: 1, width: 1), FrameSize(height: 4, width: 3)),
    ])
    func resamplingIsTheTriangle(_ from: FrameSize, _ to: FrameSize) {
        var pixels = [UInt8](repeating: 0, count: 3 * from.pixels)
        for at in pixels.indices { pixels[at] = UInt8(truncatingIfNeeded: (at &* 2_654_435_761) >> 7) }
        let image = RGBImage(width: from.width, height: from.height, pixels: pixels)
        let result = image.resized(to: to)
        func taps(_ place: Int, _ count: Int, _ target: Int) -> [(Int, Double)] {
            let scale = Double(count) / Double(target)
            let centre = (Double(place) + 0.5) * scale - 0.5
            var all: [(Int, Double)] = []
            for source in 0..<count {
                let share: Double = 1 - abs(Double(source) - centre) / max(1, scale)
                if share > 0 { all.append((source, share)) }
            }
            let sum = all.reduce(0.0) { $0 + $1.1 }
            return all.map { ($0.0, $0.1 / sum) }
        }
        for at in 0..<60 {
            let x = at * 7919 % to.width
            let y = at * 104_729 % to.height
            let channel = at % 3
            var expected = 0.0
            for (row, down) in taps(y, from.height, to.height) {
                for (column, along) in taps(x, from.width, to.width) {
                    let place = 3 * (row * from.width + column) + channel
                    expected += down * along * Double(pixels[place])
                }
            }
            let value = Double(result.pixels[3 * (y * to.width + x) + channel])
            #expect(abs(value - expected) <= 0.51, "\(x), \(y): \(value) for \(expected)")
        }
    }

    @Test func largeOverlaysAreWhole() {
        let size = FrameSize(height: 1100, width: 1003)
        var ids = [UInt8](repeating: 255, count: size.pixels)
        for pixel in ids.indices where pixel / 77 % 3 < 2 { ids[pixel] = UInt8(pixel / 77 % 3) }
        var pixels = [UInt8](repeating: 0, count: 3 * size.pixels)
        for at in pixels.indices { pixels[at] = UInt8(at % 251) }
        let image = RGBImage(width: size.width, height: size.height, pixels: pixels)
        let palette = [ClassSet.Colour(200, 100, 50), ClassSet.Colour(0, 255, 100)]
        let result = LabelMap(width: size.width, height: size.height, ids: ids)
            .overlay(on: image, palette: palette, opacity: 0.5)
        let colours: [[UInt8]] = palette.map { [$0.red, $0.green, $0.blue] }
        var wrong = 0
        for pixel in 0..<size.pixels {
            for channel in 0..<3 {
                let below = image.pixels[3 * pixel + channel]
                var wanted = below
                if ids[pixel] != 255 {
                    let above = Int(colours[Int(ids[pixel])][channel])
                    wanted = UInt8((Int(below) + above + 1) / 2)
                }
                if result.pixels[3 * pixel + channel] != wanted { wrong += 1 }
            }
        }
        #expect(wrong == 0)
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
