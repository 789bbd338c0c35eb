import RandomStreams
import Testing
import VideoData

@testable import Training

@Suite struct ClipAugmentationTests {
    private static func image(_ width: Int = 14, _ height: Int = 10) -> RGBImage {
        var stream = RandomStream(seed: 1, stream: "image")
        return RGBImage(
            width: width, height: height,
            pixels: (0..<width * height * 3).map { _ in UInt8(stream.integer(below: 256)) })
    }

    private static func draw(_ augmentation: ClipAugmentation, _ seed: UInt64 = 1) -> ClipAugmentation.Drawn {
        var stream = RandomStream(seed: seed, stream: "draw")
        return augmentation.draw(&stream)
    }

    private static func only(
        flip: Double = 0, zoom: ClosedRange<Double> = 1...1, aspect: Double = 0, rotation: Double = 0,
        motion: Double = 0, contrast: Double = 0, colour: Double = 0, brightness: Double = 0, gamma: Double = 0
    ) -> ClipAugmentation {
        ClipAugmentation(
            flip: flip, zoom: zoom, aspect: aspect, rotation: rotation, motion: motion, contrast: contrast,
            colour: colour, brightness: brightness, gamma: gamma)
    }

    @Test func noChangeLeavesEveryPixel() {
        let drawn = Self.draw(.none)
        let labels = LabelMap(width: 14, height: 10, ids: (0..<140).map { UInt8($0) })
        for distance in -3...3 {
            #expect(drawn.apply(to: Self.image(), distance: distance) == Self.image())
            #expect(drawn.apply(to: labels, distance: distance) == labels)
        }
    }

    @Test func aMirrorMirrorsAndItsMirrorIsTheImage() {
        let drawn = Self.draw(Self.only(flip: 1))
        let image = Self.image()
        let mirrored = drawn.apply(to: image, distance: 0)
        for place in 0..<14 * 10 {
            let other = place / 14 * 14 + 13 - place % 14
            for c in 0..<3 { #expect(mirrored.pixels[place * 3 + c] == image.pixels[other * 3 + c]) }
        }
        #expect(drawn.apply(to: mirrored, distance: 1) == image)
    }

    /// A half turn twice, by the map alone: every pixel is where it was.
    @Test func aTurnTurnsAboutTheCentre() {
        let view = ClipView(centre: (0, 0), scale: (1, 1), angle: .pi, velocity: (0, 0, 0))
        let image = Self.image()
        let same = (0..<3).map { _ in (0..<256).map { UInt8($0) } }
        let turned = view.sampling(image.size, distance: 0).resample(image, light: same)
        for place in 0..<140 {
            for c in 0..<3 { #expect(turned.pixels[place * 3 + c] == image.pixels[(139 - place) * 3 + c]) }
        }
    }

    /// A quarter turn of a square moves pixels exactly, which tells left from right.
    @Test func aQuarterTurnTakesTheRightWay() {
        let view = ClipView(centre: (0, 0), scale: (1, 1), angle: .pi / 2, velocity: (0, 0, 0))
        let labels = LabelMap(width: 3, height: 3, ids: [0, 1, 2, 3, 4, 5, 6, 7, 8])
        // Output (x, y), from the centre, is the frame at (−y, x).
        #expect(view.sampling(labels.size, distance: 0).resample(labels).ids == [2, 5, 8, 1, 4, 7, 0, 3, 6])
    }

    /// By 0.1 of the height of ten pixels a frame: one pixel, either way in time.
    @Test func motionIsSteady() {
        let view = ClipView(centre: (0, 0), scale: (1, 1), angle: 0, velocity: (0.1, 0, 0))
        let labels = LabelMap(width: 14, height: 10, ids: (0..<140).map { UInt8($0) })
        for distance in [-2, 0, 3] {
            let moved = view.sampling(labels.size, distance: distance).resample(labels)
            for y in 0..<10 {
                for x in 3..<11 { #expect(moved.ids[y * 14 + x] == labels.ids[y * 14 + x + distance]) }
            }
        }
    }

    /// A view from twice as far has the frame in its middle and its mirror images around.
    @Test func surroundingsAreMirrored() {
        let view = ClipView(centre: (0, 0), scale: (1, 1), angle: 0, velocity: (1, 0, 0))
        let labels = LabelMap(width: 4, height: 4, ids: (0..<16).map { UInt8($0) })
        // A whole frame's width to the right: the mirror image.
        let moved = view.sampling(labels.size, distance: 1).resample(labels)
        #expect(moved.ids == [3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12])
        #expect(view.sampling(labels.size, distance: 2).resample(labels) == labels)
        #expect(view.sampling(labels.size, distance: -2).resample(labels) == labels)
    }

    /// Grey values that are 15 times the label: moved alike, they agree but where two labels mix, and there the label
    /// is a neighbour's.
    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func labelsMoveWithTheImage(seed: UInt64) {
        let (width, height) = (40, 32)
        let ids = (0..<width * height).map { place in UInt8((place % width / 10) + 4 * (place / width / 8)) }
        let image = RGBImage(width: width, height: height, pixels: ids.flatMap { id in [id * 15, id * 15, id * 15] })
        let drawn = Self.draw(
            Self.only(flip: 0.5, zoom: 0.8...2, aspect: 0.2, rotation: 10, motion: 0.02), seed)
        for distance in [0, 2] {
            let movedImage = drawn.apply(to: image, distance: distance)
            let movedLabels = drawn.apply(to: LabelMap(width: width, height: height, ids: ids), distance: distance)
            let equal = movedLabels.ids.indices.count { movedImage.pixels[$0 * 3] == movedLabels.ids[$0] * 15 }
            #expect(equal > movedLabels.ids.count * 6 / 10)
            for place in movedLabels.ids.indices {
                let difference = abs(Int(movedImage.pixels[place * 3]) - Int(movedLabels.ids[place]) * 15)
                #expect(difference <= (15 + 4 * 15) / 2 + 2)
            }
        }
    }

    @Test func lightChangesStayWithinTheirBoundsAndKeepTheOrder() {
        let grey = RGBImage(width: 2, height: 2, pixels: Array(repeating: 128, count: 12))
        for seed in 0..<100 as Range<UInt64> {
            let drawn = Self.draw(Self.only(contrast: 0.3, colour: 0.2, brightness: 20, gamma: 0.3), seed)
            for table in drawn.light { #expect(zip(table, table.dropFirst()).allSatisfy { $0 <= $1 }) }
            // At mid-grey, without gamma, contrast does nothing: brightness alone moves it.
            let plain = Self.draw(Self.only(contrast: 0.3, colour: 0.2, brightness: 20), seed)
            for value in plain.apply(to: grey, distance: 1).pixels { #expect(abs(Int(value) - 128) <= 20) }
        }
        #expect(Set((0..<20).map { Self.draw(Self.only(brightness: 20), $0).light[0][128] }).count > 5)
    }

    /// A zoom of 1 and more, without turns, never shows what is not in the frame.
    @Test func aCropStaysInside() {
        for seed in 0..<50 as Range<UInt64> {
            let drawn = Self.draw(Self.only(flip: 0.5, zoom: 1...3), seed)
            let sampling = drawn.view.sampling(FrameSize(height: 100, width: 80), distance: 0)
            let xs = [sampling.originX, sampling.originX + 79 * sampling.xx]
            let ys = [sampling.originY, sampling.originY + 99 * sampling.yy]
            #expect(xs.min()! >= -0.5 && xs.max()! <= 79.5)
            #expect(ys.min()! >= -0.5 && ys.max()! <= 99.5)
        }
    }
}
