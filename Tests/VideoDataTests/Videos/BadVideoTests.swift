import Foundation
import Testing

@testable import VideoData

@Suite struct BadVideoTests {
    /// Frames before the cut are as good as ever; asking for more is an error that says how many there are.
    @Test(arguments: ["mkv", "webm", "avi", "mjpeg"])
    func aFileThatIsCutOffSaysWhere(_ suffix: String) throws {
        let folder = try TemporaryFolder()
        let bytes = try TestVideo.bytes(TestVideo.write(40, to: "\(folder.path)/a.\(suffix)"))
        let path = try folder.write(Array(bytes.prefix(bytes.count * 6 / 10)), "cut.\(suffix)")
        var frames = 0
        do {
            _ = try VideoFile(path, access: .repeated)
            Issue.record("no error")
        } catch VideoError.truncated(let named, let count) {
            #expect(named == path)
            frames = count
        }
        #expect(frames > 5 && frames < 39)
        #expect(throws: VideoError.truncated(path: path, frames: frames)) { try VideoFile(path, access: .once) }
        let stream = try VideoFile(path, access: .stream)
        for index in 0..<frames { #expect(try TestVideo.number(stream.frame(at: index)) == index) }
        #expect(throws: VideoError.truncated(path: path, frames: frames)) { try stream.frame(at: frames) }
        let part = try VideoFile(path, frames: FrameRange(first: 0, last: frames - 1), access: .repeated)
        #expect(part.frameCount == frames)
    }

    /// An MP4's index is at its end.
    @Test func anMP4WithoutItsEndHasNoFrames() throws {
        let folder = try TemporaryFolder()
        let bytes = try TestVideo.bytes(TestVideo.write(20, to: "\(folder.path)/a.mp4"))
        let path = try folder.write(Array(bytes.dropLast(200)), "cut.mp4")
        #expect(throws: VideoError.truncated(path: path, frames: 0)) { try VideoFile(path, access: .repeated) }
    }

    @Test func whatIsNoVideoSaysWhatItIs() throws {
        let folder = try TemporaryFolder()
        let sound = try folder.write(TestVideo.sound, "a.wav")
        #expect(throws: VideoError.noVideoStream(path: sound, streams: ["audio (pcm_u8)"])) {
            try VideoFile(sound, access: .repeated)
        }
        let empty = try folder.write([], "a.mp4")
        #expect(throws: ImageFileError.empty(path: empty)) { try VideoFile(empty, access: .repeated) }
        for (name, text) in [("a.txt", "hello, world"), ("b.mp4", String(repeating: "nothing ", count: 500))] {
            let path = try folder.write(Array(text.utf8), name)
            #expect { try VideoFile(path, access: .repeated) } throws: {
                if case VideoError.notAVideo(path, _) = $0 { true } else { false }
            }
        }
        #expect(throws: ImageFileError.notARegularFile(path: folder.path)) {
            try VideoFile(folder.path, access: .repeated)
        }
    }

    /// Each names a video beside it, which is not opened.
    @Test(arguments: [
        ("a.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nreal.avi\n#EXT-X-ENDLIST\n"),
        ("a.ffconcat", "ffconcat version 1.0\nfile real.avi\n"),
        ("a.sdp", "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n"),
    ])
    func listsAreNotFollowed(_ name: String, _ text: String) throws {
        let folder = try TemporaryFolder()
        try TestVideo.write(3, to: "\(folder.path)/real.avi")
        let path = try folder.write(Array(text.utf8), name)
        #expect(throws: VideoError.self) { try VideoFile(path, access: .repeated) }
    }

    @Test func framesOfAnotherSizeAreAnError() throws {
        let folder = try TemporaryFolder()
        let wide = FrameSize(height: 48, width: 96)
        let one = try TestVideo.bytes(TestVideo.write(4, to: "\(folder.path)/a.mjpeg"))
        let other = try TestVideo.bytes(TestVideo.write(4, to: "\(folder.path)/b.mjpeg", size: wide))
        let path = try folder.write(one + other, "c.mjpeg")
        #expect(throws: VideoError.sizeChanges(path: path, frame: 4, was: TestVideo.size, now: wide)) {
            try VideoFile(path, access: .repeated)
        }
    }

    /// Width and height in the sample's description say 60,000 each.
    @Test func hugeFramesAreNotAllocated() throws {
        let folder = try TemporaryFolder()
        var bytes = try TestVideo.bytes(TestVideo.write(3, to: "\(folder.path)/a.mp4", encoder: "mpeg4"))
        let entry = try #require(bytes.firstRange(of: Array("mp4v".utf8))).upperBound
        for place in [24, 26] { bytes.replaceSubrange(entry + place..<entry + place + 2, with: [0xEA, 0x60]) }
        let path = try folder.write(bytes, "huge.mp4")
        // The stream's own header may say otherwise, and is then what counts.
        do {
            let size = try VideoFile(path, access: .repeated).size
            #expect(size == TestVideo.size)
        } catch {
            #expect(error is VideoError)
        }
    }

    @Test func damageIsFoundOrDecodedWithoutACrash() throws {
        let folder = try TemporaryFolder()
        let bytes = try TestVideo.bytes(TestVideo.write(12, to: "\(folder.path)/a.mkv"))
        for seed in 0..<24 {
            var changed = bytes
            for place in 0..<8 {
                changed[(seed * 7919 + place * 104729) % bytes.count] ^= UInt8(1 + (seed + place) % 255)
            }
            let path = try folder.write(changed, "damaged.mkv")
            do {
                let count = try VideoFile(path, access: .repeated).frameCount ?? 0
                #expect(count > 0 && count <= 12)
            } catch {
                #expect(error is VideoError || error is FrameSourceError, "\(error)")
            }
        }
    }
}
