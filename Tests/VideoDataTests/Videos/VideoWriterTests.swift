import Foundation
import Testing

@testable import VideoData

@Suite struct VideoWriterTests {
    @Test func nothingStaysOfWhatIsNotFinished() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write([1, 2, 3], "a.mp4")
        do {
            let writer = try VideoWriter(path, format: .mp4, size: TestVideo.size, rate: .usual)
            for index in 0..<5 { try writer.write(TestVideo.frame(index)) }
            #expect(folder.files.count == 2)
        }
        #expect(folder.files == ["a.mp4"])
        #expect(try TestVideo.bytes(path) == [1, 2, 3])
    }

    @Test(arguments: ["mp4", "mkv", "avi"])
    func theSameFramesMakeTheSameFile(_ suffix: String) throws {
        let folder = try TemporaryFolder()
        let one = try TestVideo.bytes(TestVideo.write(10, to: "\(folder.path)/a.\(suffix)"))
        #expect(try TestVideo.bytes(TestVideo.write(10, to: "\(folder.path)/b.\(suffix)")) == one)
    }

    @Test func extensionsSayTheFormat() throws {
        #expect(try VideoFormat(path: "a/out.MP4") == .mp4 && VideoFormat(path: "out.webm") == .webm)
        for path in ["out", "runs/1.5", "out.2024", "a.mp4/", "name.longer"] {
            #expect(try VideoFormat(path: path) == nil, "\(path)")
        }
        for path in ["out.gif", "out.png", "out.m2v"] {
            #expect(throws: VideoError.unknownExtension(path: path, known: VideoFormat.allCases.map { ".\($0)" })) {
                try VideoFormat(path: path)
            }
        }
    }

    @Test func encodersThatAreNotThereAreNamed() throws {
        let folder = try TemporaryFolder()
        #expect(throws: VideoError.encoderMissing(path: "\(folder.path)/a.mp4", encoders: ["none"])) {
            try TestVideo.write(1, to: "\(folder.path)/a.mp4", encoder: "none")
        }
        #expect(throws: ImageFileError.cannotWrite(path: "\(folder.path)/no/a.mp4", code: ENOENT)) {
            try TestVideo.write(1, to: "\(folder.path)/no/a.mp4")
        }
        #expect(folder.files.isEmpty)
    }

    @Test func ratesAreFractionsWithinReason() throws {
        #expect(VideoRate(0, 1) == nil && VideoRate(25, 0) == nil && VideoRate(-25, -1) == nil)
        #expect(VideoRate(.max, 1) == nil && VideoRate(1, .max) == nil)
        #expect(VideoRate.usual.every(5).framesPerSecond == 5)
        let folder = try TemporaryFolder()
        let odd = try #require(VideoRate(10_000_000, 333_667))
        let video = try VideoFile(TestVideo.write(20, to: "\(folder.path)/a.mkv", rate: odd), access: .repeated)
        #expect(abs((video.frameRate?.framesPerSecond ?? 0) - odd.framesPerSecond) < 0.05)
    }

    @Test func theShelfSpillsToDiskAndUsesItAgain() throws {
        let size = FrameSize(height: 8, width: 16)
        var shelf = FrameShelf(path: "clip", memoryLimit: 3 * 3 * size.pixels)
        for index in 0..<12 { try shelf.put(TestVideo.frame(index, size: size), index) }
        #expect(shelf.count == 12)
        for index in (0..<12).reversed() {
            #expect(try shelf.image(index, size: size) == TestVideo.frame(index, size: size))
        }
        for index in stride(from: 1, to: 12, by: 2) { shelf.remove(index) }
        for index in 20..<30 { try shelf.put(TestVideo.frame(index, size: size), index) }
        for index in [0, 2, 4, 6, 8, 10] + Array(20..<30) {
            #expect(try shelf.image(index, size: size) == TestVideo.frame(index, size: size))
        }
        #expect(try shelf.image(1, size: size) == nil && !shelf.has(11))
        shelf.removeAll()
        #expect(shelf.count == 0)
        try shelf.put(TestVideo.frame(3, size: size), 3)
        #expect(try shelf.image(3, size: size) == TestVideo.frame(3, size: size))
    }
}
