import Testing

@testable import VideoData

@Suite struct JoinedSourceTests {
    private static let size = FrameSize(height: 16, width: 32)

    @Test func partsFollowEachOther() throws {
        let joined = try DataSource.open(
            "streets:1,frames=3+streets:2,frames=2+streets:3", size: Self.size, classCount: 11)
        #expect(joined.name == "streets:1,frames=3+streets:2,frames=2+streets:3")
        #expect(joined.frameCount == nil && joined.isLabelled)
        let places: [(seed: UInt64, index: Int)] = [(1, 0), (1, 1), (1, 2), (2, 0), (2, 1), (3, 0), (3, 1)]
        for (index, place) in places.enumerated() {
            let street = Streets(seed: place.seed, size: Self.size)
            #expect(try joined.frame(at: index) == street.frame(at: place.index))
            #expect(try joined.labels(at: index) == street.labels(at: place.index))
            #expect(try (joined.flow(at: index) == nil) == (place.index == 0))
            let both = try joined.labelledFrame(at: index)
            #expect(try both.image == street.frame(at: place.index))
        }
        #expect(throws: FrameSourceError.self) { try joined.frame(at: -1) }
    }

    @Test func aFiniteLastPartEndsTheWhole() throws {
        let joined = try DataSource.open("streets:1,frames=3+streets:2,frames=2", size: Self.size, classCount: 11)
        #expect(joined.frameCount == 5)
        #expect(
            throws: FrameSourceError.indexOutOfRange(
                source: "streets:1,frames=3+streets:2,frames=2", index: 5, frameCount: 5)
        ) { try joined.frame(at: 5) }
    }

    @Test func videosAreTheParts() throws {
        let joined = try DataSource.open(
            "streets:1,frames=3+streets:2,frames=2+streets:3", size: Self.size, classCount: 11)
        #expect(joined.videos(in: 0..<9) == [0..<3, 3..<5, 5..<9])
        #expect(joined.videos(in: 1..<4) == [1..<3, 3..<4])
        #expect(joined.videos(in: 3..<5) == [3..<5])
        #expect(joined.videos(in: 4..<4) == [])
        let part = try SubSource(joined, FrameRange(first: 2, last: 6))
        #expect(part.videos(in: 0..<5) == [0..<1, 1..<3, 3..<5])
        let nested = JoinedSource([Streets(seed: 7, size: Self.size, frames: 4), part])
        #expect(nested.videos(in: 1..<9) == [1..<4, 4..<5, 5..<7, 7..<9])
        #expect(Streets(seed: 1, size: Self.size).videos(in: 5..<9) == [5..<9])
    }

    /// Given one by one they are what they are joined by a plus.
    @Test func severalTextsAreJoined() throws {
        let texts = ["streets:1,frames=3", "streets:2,frames=2"]
        let joined = try DataSource.open(texts, size: Self.size, classCount: 11)
        let written = try DataSource.open(texts.joined(separator: "+"), size: Self.size, classCount: 11)
        #expect(joined.name == written.name)
        #expect(try joined.fingerprint() == written.fingerprint())
        #expect(throws: FrameSourceError.endlessPart(text: "streets:1")) {
            try DataSource.open(["streets:1", "streets:2"], size: Self.size, classCount: 11)
        }
    }

    @Test func fingerprintsTellPartsApart() throws {
        func fingerprint(_ text: String, _ frames: Range<Int>?) throws -> String {
            try DataSource.open(text, size: Self.size, classCount: 11).fingerprint(of: frames)
        }
        let text = "streets:1,frames=3+streets:2,frames=2"
        #expect(try fingerprint(text, nil) == fingerprint(text, nil))
        #expect(try fingerprint(text, nil) == fingerprint(text, 0..<5))
        #expect(try fingerprint(text, 0..<5) != fingerprint("streets:2,frames=3+streets:1,frames=2", 0..<5))
        #expect(try fingerprint(text, 0..<3) != fingerprint(text, 1..<4))
    }

    @Test func onlyTheLastMayBeEndless() {
        #expect(throws: FrameSourceError.endlessPart(text: "streets:1")) {
            try DataSource.open("streets:1+streets:2", size: nil, classCount: 11)
        }
        #expect(throws: FrameSourceError.malformedSeed(text: "streets:", seed: "")) {
            try DataSource.open("streets:1,frames=2+streets:", size: nil, classCount: 11)
        }
    }

    @Test func framesHaveNames() throws {
        #expect(Streets(seed: 1, size: Self.size).frameName(at: 7) == "000007")
        #expect(Streets(seed: 1, size: Self.size).frameName(at: 12_345_678) == "12345678")
        let part = try SubSource(Streets(seed: 1, size: Self.size), FrameRange(first: 5))
        #expect(part.frameName(at: 2) == "000007")
        let folder = try TemporaryFolder()
        let image = RGBImage(width: 2, height: 2, pixels: Array(repeating: 9, count: 12))
        for name in ["b.png", "a.png"] { try ImageFile.write(image, to: folder.path + "/" + name) }
        let frames = try FrameFolder(folder.path, classCount: 2)
        #expect((0..<2).map(frames.frameName) == ["a", "b"])
    }

    @Test(arguments: [1, 2, 11, 19, 21, 150, 255])
    func everyClassHasAColourOfItsOwn(count: Int) {
        let classes = ClassSet.usual(count)
        #expect(classes.count == count && classes.palette.count == count)
        #expect(Set(classes.palette).count == count)
        #expect(!classes.palette.contains(ClassSet.Colour(0, 0, 0)))
    }
}
