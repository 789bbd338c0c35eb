import Testing

@testable import VideoData

@Suite struct DenseInverseSearchTests {
    private static let size = FrameSize(height: 128, width: 256)

    /// A smooth texture, moved by whole pixels: what stands at (x, y) stood at (x + 3, y − 2) before.
    @Test func aKnownShiftIsFound() throws {
        func picture(_ left: Int, _ top: Int) -> RGBImage {
            var pixels: [UInt8] = []
            for y in 0..<96 {
                for x in 0..<120 {
                    let value = StreetNoise.value(Double(x + left) / 5, Double(y + top) / 5, 7)
                    pixels += [UInt8(value * 255), UInt8(255 - value * 255), UInt8(value * 128)]
                }
            }
            return RGBImage(width: 120, height: 96, pixels: pixels)
        }
        let flow = try DenseInverseSearch.flow(from: picture(13, 8), to: picture(10, 10))
        var error = 0.0
        var count = 0
        for y in 12..<84 {
            for x in 12..<108 {
                let at = y * 120 + x
                error += Double(
                    ((flow.dx[at] - 3) * (flow.dx[at] - 3) + (flow.dy[at] + 2) * (flow.dy[at] + 2)).squareRoot())
                count += 1
            }
        }
        #expect(error / Double(count) < 0.1, "\(error / Double(count)) pixels off")
    }

    /// Against the flow that streets know, on surfaces that the frame before shows too.
    @Test(arguments: [2, 3, 5] as [UInt64]) func itFollowsStreets(seed: UInt64) throws {
        let street = Streets(seed: seed, size: Self.size)
        let exact = try #require(try street.flow(at: 50))
        let found = try DenseInverseSearch.flow(from: street.frame(at: 50), to: street.frame(at: 49))
        var errors: [Double] = []
        var still = 0.0
        for at in 0..<Self.size.pixels where exact.dx[at].isFinite {
            let x = Float(at % Self.size.width) + exact.dx[at]
            let y = Float(at / Self.size.width) + exact.dy[at]
            guard x >= 0, y >= 0, x < Float(Self.size.width), y < Float(Self.size.height) else { continue }
            let (u, v) = (Double(exact.dx[at] - found.dx[at]), Double(exact.dy[at] - found.dy[at]))
            errors.append((u * u + v * v).squareRoot())
            let (a, b) = (Double(exact.dx[at]), Double(exact.dy[at]))
            still += (a * a + b * b).squareRoot()
        }
        errors.sort()
        let mean = errors.reduce(0, +) / Double(errors.count)
        let median = errors[errors.count / 2]
        #expect(errors.count > Self.size.pixels / 2)
        #expect(median < 0.8, "median \(median), mean \(mean), without flow \(still / Double(errors.count))")
        #expect(mean < 0.4 * still / Double(errors.count), "mean \(mean), without flow \(still / Double(errors.count))")
    }

    /// Many at once, from any thread, give the bits of one alone.
    @Test func callsSideBySideGiveTheSameBits() async throws {
        let street = Streets(seed: 4, size: Self.size)
        let (before, now) = (try street.frame(at: 9), try street.frame(at: 10))
        let alone = try DenseInverseSearch.flow(from: now, to: before)
        try await withThrowingTaskGroup(of: FlowField.self) { group in
            for _ in 0..<12 { group.addTask { try DenseInverseSearch.flow(from: now, to: before) } }
            for try await flow in group { #expect(flow == alone) }
        }
    }

    /// Down to one pixel, and strips of one row: there is a number everywhere.
    @Test(arguments: [(1, 1), (1, 300), (300, 1), (11, 12), (31, 33)]) func anySizeHasFlow(height: Int, width: Int)
        throws
    {
        let image = RGBImage(
            width: width, height: height, pixels: (0..<3 * width * height).map { UInt8($0 * 37 % 251) })
        let flow = try DenseInverseSearch.flow(from: image, to: image)
        #expect(flow.size == image.size)
        #expect(zip(flow.dx, flow.dy).allSatisfy { $0.magnitude < 0.01 && $1.magnitude < 0.01 })
    }
}
