import Testing

@testable import VideoData

@Suite struct LabelRegionTests {
    @Test func regionsAreConnectedAndTheirCentresInside() {
        // Two regions of class 1 that touch at a corner only, void, and one large region.
        let map = LabelMap(
            width: 6, height: 5,
            ids: [
                1, 1, 0, 0, 0, 0,
                1, 1, 0, 0, 0, 0,
                0, 0, 1, 0, 0, 0,
                0, 0, 0, 0, 0, 0,
                255, 255, 0, 0, 0, 0,
            ])
        let regions = map.regions(atLeast: 1)
        #expect(regions.map(\.pixels) == [23, 4, 1])
        #expect(regions.map(\.id) == [0, 1, 1])
        #expect(regions.allSatisfy { map.ids[$0.centre.y * 6 + $0.centre.x] == $0.id })
        #expect(map.regions(atLeast: 5).count == 1)
        #expect(map.isBoundary(x: 1, y: 0) && !map.isBoundary(x: 0, y: 0))
        #expect(!map.isBoundary(x: 5, y: 4))
    }

    @Test func depthsAreDistancesToTheBorder() {
        let map = LabelMap(width: 7, height: 7, ids: Array(repeating: 3, count: 49))
        let region = map.regions(atLeast: 1)[0]
        #expect(region.depth == 4)
        #expect(region.centre == (3, 3))
    }

    @Test func encodedPicturesAreReadBack() throws {
        let folder = try TemporaryFolder()
        let image = RGBImage(width: 5, height: 3, pixels: (0..<45).map { UInt8($0 * 5) })
        let bytes = try ImageFile.png(image, name: "picture")
        #expect(try ImageFile.decodeRGB(folder.write(bytes, "a.png")) == image)
    }
}
