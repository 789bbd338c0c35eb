import Testing

@testable import VideoData

@Suite struct StreetsFlowTests {
    static let size = FrameSize(height: 128, width: 256)

    @Test func theFirstFrameHasNoFlow() throws {
        #expect(try Streets(seed: 1, size: Self.size).flow(at: 0) == nil)
    }

    /// Pixels whose surface is seen in the previous picture too (same depth there) carry the same class there.
    @Test(arguments: [1, 4, 9, 16, 25] as [UInt64]) func labelsFollowTheFlow(seed: UInt64) throws {
        let street = Streets(seed: seed, size: Self.size, noise: 0)
        var (same, seen) = (0, 0)
        for index in stride(from: 10, through: 130, by: 40) {
            let now = street.sample(at: index)
            let before = street.sample(at: index - 1)
            let (renderer, earlier) = (try street.renderer(at: index), try street.renderer(at: index - 1))
            let flow = renderer.flow()
            for pixel in 0..<Self.size.pixels {
                guard let source = Self.source(pixel, flow) else { continue }
                let depth = renderer.previousPoint(of: pixel).z
                let nearness = renderer.nearness(of: pixel) == 0 ? 0 : 1 / depth
                guard (Double(earlier.nearness(of: source)) - nearness).magnitude < 0.004 + 0.03 * nearness else {
                    continue
                }
                seen += 1
                same += now.labels.ids[pixel] == before.labels.ids[source] ? 1 : 0
            }
        }
        #expect(seen > Self.size.pixels * 5 / 2)
        #expect(Double(same) / Double(seen) >= 0.97, "\(Double(same) / Double(seen))")
    }

    /// Where the neighbourhood is smooth, the warped colour is the same but for the light's drift between frames.
    @Test(arguments: [2, 3, 5] as [UInt64]) func coloursFollowTheFlow(seed: UInt64) throws {
        let street = Streets(seed: seed, size: Self.size, noise: 0)
        let now = street.sample(at: 50)
        let before = street.sample(at: 49)
        let flow = try #require(try street.flow(at: 50))
        var (moved, still, count) = (0.0, 0.0, 0)
        for pixel in 0..<Self.size.pixels {
            guard let source = Self.source(pixel, flow), now.labels.ids[pixel] == before.labels.ids[source] else {
                continue
            }
            count += 1
            for channel in 0..<3 {
                let colour = Double(now.image.pixels[3 * pixel + channel])
                moved += (colour - Self.bilinear(before.image, pixel, flow, channel)).magnitude
                still += (colour - Double(before.image.pixels[3 * pixel + channel])).magnitude
            }
        }
        #expect(
            moved / Double(3 * count) < 4, "\(moved / Double(3 * count)) of 255, unwarped \(still / Double(3 * count))")
        #expect(moved < 0.75 * still)
    }

    /// Nearest pixel of the previous frame; nil outside the picture.
    private static func source(_ pixel: Int, _ flow: FlowField) -> Int? {
        let x = (Float(pixel % size.width) + flow.dx[pixel]).rounded()
        let y = (Float(pixel / size.width) + flow.dy[pixel]).rounded()
        guard x >= 0, y >= 0, x < Float(size.width), y < Float(size.height) else { return nil }
        return Int(y) * size.width + Int(x)
    }

    private static func bilinear(_ image: RGBImage, _ pixel: Int, _ flow: FlowField, _ channel: Int) -> Double {
        let x = min(Double(size.width - 1), max(0, Double(pixel % size.width) + Double(flow.dx[pixel])))
        let y = min(Double(size.height - 1), max(0, Double(pixel / size.width) + Double(flow.dy[pixel])))
        let (left, top) = (Int(x), Int(y))
        let (right, bottom) = (min(left + 1, size.width - 1), min(top + 1, size.height - 1))
        let (s, t) = (x - Double(left), y - Double(top))
        func at(_ x: Int, _ y: Int) -> Double { Double(image.pixels[3 * (y * size.width + x) + channel]) }
        return (at(left, top) * (1 - s) + at(right, top) * s) * (1 - t)
            + (at(left, bottom) * (1 - s) + at(right, bottom) * s) * t
    }
}
