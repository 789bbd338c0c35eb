import Testing

@testable import VideoData

@Suite struct DataSourceTests {
    @Test func streetsAreOpenedByName() throws {
        let source = try DataSource.open("streets:42", size: nil, classCount: 11)
        #expect(source.size == FrameSize(height: 256, width: 512))
        #expect(source.frameCount == nil && source.isLabelled && source.name == "streets:42")
        let short = try DataSource.open("streets:7,frames=3", size: FrameSize(height: 16, width: 32), classCount: 11)
        #expect(short.frameCount == 3 && short.name == "streets:7,frames=3")
        #expect(try short.frame(at: 2).size == short.size)
        #expect(try DataSource.open("streets:\(UInt64.max)", size: nil, classCount: 11).frameCount == nil)
        let other = try DataSource.open("streets:7", size: short.size, classCount: 19)
        #expect(try !other.isLabelled && other.labels(at: 0) == nil && other.labelledFrame(at: 0).labels == nil)
    }

    @Test(arguments: ["abc", "", "-1", "+1", "1.5", " 1", "18446744073709551616"])
    func seedsAreWholeNumbers(seed: String) {
        #expect(throws: FrameSourceError.malformedSeed(text: "streets:\(seed)", seed: seed)) {
            try DataSource.open("streets:\(seed)", size: nil, classCount: 11)
        }
    }

    @Test(arguments: ["0", "-3", "x", "", "99999999999999999999"])
    func frameCountsAreAtLeastOne(value: String) {
        let text = "streets:1,frames=\(value)"
        #expect(throws: FrameSourceError.malformedOption(text: text, option: "frames", value: value)) {
            try DataSource.open(text, size: nil, classCount: 11)
        }
    }

    @Test func optionsAreKnownAndGivenOnce() {
        #expect(throws: FrameSourceError.unknownOption(text: "streets:1,frame=3", option: "frame", known: ["frames"])) {
            try DataSource.open("streets:1,frame=3", size: nil, classCount: 11)
        }
        #expect(throws: FrameSourceError.unknownOption(text: "streets:1,", option: "", known: ["frames"])) {
            try DataSource.open("streets:1,", size: nil, classCount: 11)
        }
        #expect(throws: FrameSourceError.repeatedOption(text: "streets:1,frames=3,frames=4", option: "frames")) {
            try DataSource.open("streets:1,frames=3,frames=4", size: nil, classCount: 11)
        }
    }

    @Test func rangesIncludeBothEnds() throws {
        #expect(try FrameRange(parsing: "3..5") == FrameRange(first: 3, last: 5))
        #expect(try FrameRange(parsing: "3..") == FrameRange(first: 3))
        #expect(try FrameRange(parsing: "..0") == FrameRange(first: 0, last: 0))
        #expect(try FrameRange(parsing: "\(FrameRange(first: 2, last: 2))") == FrameRange(first: 2, last: 2))
        #expect(throws: FrameSourceError.emptyRange(text: "5..4")) { try FrameRange(parsing: "5..4") }
    }

    @Test(arguments: ["", "..", "5", "a..b", "1..-3", "-1..3", "1...3", "1..2..3", "1 .. 2", "0..99999999999999999999"])
    func malformedRangesAreErrors(text: String) {
        #expect(throws: FrameSourceError.malformedRange(text: text)) { try FrameRange(parsing: text) }
    }

    @Test func partsCountFromZero() throws {
        let street = Streets(seed: 3, size: FrameSize(height: 16, width: 32), frames: 10)
        let part = try SubSource(street, FrameRange(first: 4, last: 6))
        #expect(part.frameCount == 3 && part.isLabelled && part.name == "streets:3,frames=10[4..6]")
        #expect(try part.frame(at: 2) == street.frame(at: 6))
        #expect(try part.labels(at: 0) == street.labels(at: 4))
        #expect(try part.flow(at: 0) == nil)
        #expect(try part.flow(at: 1) == street.flow(at: 5))
        #expect(throws: FrameSourceError.indexOutOfRange(source: part.name, index: 3, frameCount: 3)) {
            try part.frame(at: 3)
        }
        #expect(try SubSource(street, FrameRange(first: 4)).frameCount == 6)
        let endless = Streets(seed: 3, size: street.size)
        #expect(try SubSource(endless, FrameRange(first: 4)).frameCount == nil)
        #expect(try SubSource(endless, FrameRange(first: 4, last: 4)).frameCount == 1)
    }

    @Test(arguments: [FrameRange(first: 10), FrameRange(first: 0, last: 10), FrameRange(first: 11, last: 12)])
    func partsStayWithinTheirSource(range: FrameRange) {
        let street = Streets(seed: 3, size: FrameSize(height: 16, width: 32), frames: 10)
        #expect(
            throws: FrameSourceError.rangeOutOfBounds(range: "\(range)", source: street.name, frameCount: 10)
        ) { try SubSource(street, range) }
    }

    @Test func fingerprintsOfStreetsFollowTheirDescription() throws {
        func street(_ seed: UInt64, _ width: Int, _ frames: Int?) throws -> String {
            try Streets(seed: seed, size: FrameSize(height: 16, width: width), frames: frames).fingerprint()
        }
        let all = try [street(1, 32, nil), street(2, 32, nil), street(1, 40, nil), street(1, 32, 5), street(1, 32, 6)]
        #expect(Set(all).count == all.count)
        let short = Streets(seed: 1, size: FrameSize(height: 16, width: 32), frames: 5)
        let long = try SubSource(Streets(seed: 1, size: short.size), FrameRange(first: 0, last: 4))
        #expect(try long.fingerprint() == short.fingerprint())
    }
}
