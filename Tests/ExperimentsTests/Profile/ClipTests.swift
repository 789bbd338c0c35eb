import Experiments
import Testing
import VideoData

@Suite struct ClipTests {
    private func clip(_ data: String, _ frames: FrameRange? = nil) throws -> Clip {
        try Clip(data: data, frames: frames, size: FrameSize(height: 64, width: 64), classes: 11)
    }

    @Test func endlessSourcesAreCutShort() throws {
        #expect(try clip("streets:1").range == 0..<48)
        #expect(try clip("streets:1", FrameRange(first: 100)).range == 100..<148)
        #expect(try clip("streets:1", FrameRange(first: 100, last: 299)).range == 100..<300)
    }

    @Test func finiteSourcesKeepTheirBounds() throws {
        #expect(try clip("streets:1,frames=5").range == 0..<5)
        #expect(try clip("streets:1,frames=5", FrameRange(first: 2)).range == 2..<5)
        #expect(throws: FrameSourceError.rangeOutOfBounds(range: "5..", source: "streets:1,frames=5", frameCount: 5)) {
            try clip("streets:1,frames=5", FrameRange(first: 5))
        }
        #expect(throws: FrameSourceError.self) { try clip("streets:1,frames=5", FrameRange(last: 5)) }
    }

    @Test func fingerprintIsOfTheFramesChosen() throws {
        let first = try clip("streets:1", FrameRange(first: 0, last: 3)).fingerprint()
        #expect(try first == clip("streets:1,frames=4").fingerprint())
        #expect(try first != clip("streets:1", FrameRange(first: 0, last: 4)).fingerprint())
        #expect(try first != clip("streets:2", FrameRange(first: 0, last: 3)).fingerprint())
    }

    @Test func clipsAreForAnyNumberOfChannelsThatMapsTellApart() throws {
        let size = FrameSize(height: 64, width: 64)
        let clip = try Clip(data: "streets:1,frames=2", frames: nil, size: size, classes: 65_536)
        #expect(!clip.source.isLabelled)
        #expect(throws: SettingError.tooManyChannels(65_537, for: .maps, allowed: 65_536)) {
            try Clip(data: "streets:1", frames: nil, size: size, classes: 65_537)
        }
    }
}
