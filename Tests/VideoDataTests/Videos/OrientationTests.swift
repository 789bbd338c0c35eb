import Testing

@testable import VideoData

/// Display matrices, of which eight turn and mirror by right angles.
@Suite struct OrientationTests {
    @Test func rightAnglesAreTakenAndNothingElse() {
        let picture = RGBImage(width: 3, height: 2, pixels: (0..<18).map { UInt8($0) })
        let values: [Int32] = [-65536, 0, 65536]
        var taken = 0
        for a in values {
            for b in values {
                for c in values {
                    for d in values {
                        guard let orientation = Orientation(matrix: [a, b, 0, c, d, 0, 0, 0, 1 << 30]) else { continue }
                        taken += 1
                        // Every pixel has a place of its own.
                        let shown = picture.oriented(orientation)
                        #expect(shown.pixels.sorted() == picture.pixels.sorted())
                        #expect(shown.size == orientation.size(of: picture.size))
                    }
                }
            }
        }
        #expect(taken == 8)
    }
}
