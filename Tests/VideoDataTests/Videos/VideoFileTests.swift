import Foundation
import Testing

@testable import VideoData

@Suite struct VideoFileTests {
    @Test(arguments: [
        ("mp4", "libx264"), ("mp4", "mpeg4"), ("mov", "mpeg4"), ("mkv", "libx264"), ("webm", "libvpx-vp9"),
        ("webm", "libvpx"), ("avi", "mpeg4"), ("avi", "mjpeg"), ("mjpeg", "mjpeg"),
    ])
    func whatIsWrittenIsRead(_ suffix: String, _ encoder: String) throws {
        let folder = try TemporaryFolder()
        let rate = try #require(VideoRate(30000, 1001))
        let path = try TestVideo.write(21, to: "\(folder.path)/a.\(suffix)", rate: rate, encoder: encoder)
        #expect(folder.files == ["a.\(suffix)"])
        let video = try VideoFile(path, access: .repeated)
        #expect(video.size == TestVideo.size && video.frameCount == 21 && video.isCountExact && !video.isLabelled)
        // A raw stream has no times.
        if suffix != "mjpeg" {
            #expect(
                abs((video.frameRate?.framesPerSecond ?? 0) - rate.framesPerSecond) < 0.05,
                "\(video.frameRate ?? .usual)")
        }
        for index in [20, 0, 7, 7, 19, 1] {
            let frame = try video.frame(at: index)
            #expect(TestVideo.number(frame) == index && TestVideo.difference(frame, TestVideo.frame(index)) < 10)
        }
        #expect(throws: FrameSourceError.indexOutOfRange(source: path, index: 21, frameCount: 21)) {
            try video.frame(at: 21)
        }
    }

    @Test func accessDoesNotChangeFrames() throws {
        let folder = try TemporaryFolder()
        let path = try TestVideo.write(40, to: "\(folder.path)/a.mkv")
        let small = FrameSize(height: 20, width: 30)
        let all = try VideoFile(path, size: small, access: .repeated)
        let once = try VideoFile(path, size: small, access: .once)
        let stream = try VideoFile(path, size: small, access: .stream)
        let counted = try VideoFile(path, size: small, access: .counted)
        #expect(counted.frameCount == 40 && counted.isCountExact)
        for source in [once, stream] { #expect(source.frameCount == 40 && !source.isCountExact) }
        for index in 0..<40 {
            let frame = try all.frame(at: index)
            #expect(frame.size == small)
            for source in [once, stream, counted] { #expect(try source.frame(at: index) == frame) }
        }
        // What has been read is had again.
        #expect(try once.frame(at: 3) == all.frame(at: 3))
        #expect(try once.frame(at: 39) == all.frame(at: 39))
        #expect(throws: FrameSourceError.self) { try stream.frame(at: 40) }
    }

    @Test func manyReadersAtOnceGetTheirFrames() throws {
        let folder = try TemporaryFolder()
        let video = try VideoFile(try TestVideo.write(48, to: "\(folder.path)/a.mkv"), access: .once)
        let results = Results()
        // Four windows side by side, each read in order; frames of the first twice.
        DispatchQueue.concurrentPerform(iterations: 5) { lane in
            for index in 12 * (lane % 4)..<12 * (lane % 4) + 12 {
                results.add((try? video.frame(at: index)).flatMap(TestVideo.number) == index)
            }
        }
        #expect(results.values.count == 60 && results.values.allSatisfy { $0 })
    }

    @Test func onlyWantedFramesAreKept() throws {
        let folder = try TemporaryFolder()
        let path = try TestVideo.write(30, to: "\(folder.path)/a.avi")
        let video = try VideoFile(path, frames: FrameRange(first: 5, last: 20, stride: 3), access: .repeated)
        // Nobody has looked at what follows the last one.
        #expect(video.frameCount == 21)
        for index in [5, 8, 20, 6, 2, 29] { #expect(try TestVideo.number(video.frame(at: index)) == index) }
        #expect(try VideoFile(path, frames: FrameRange(first: 0, last: 99), access: .repeated).frameCount == 30)
        #expect(try VideoFile(path, frames: FrameRange(first: 0, last: 9), access: .counted).frameCount == 10)
    }

    /// 720 rows and more are BT.709's, fewer BT.601's; taking one for the other shifts colours by far more.
    @Test(arguments: [FrameSize(height: 720, width: 64), FrameSize(height: 718, width: 64)])
    func matricesAreThoseOfTheFile(_ size: FrameSize) throws {
        let folder = try TemporaryFolder()
        let path = try TestVideo.write(2, to: "\(folder.path)/a.mp4", size: size)
        let frame = try VideoFile(path, access: .repeated).frame(at: 1)
        #expect(TestVideo.difference(frame, TestVideo.frame(1, size: size)) < 2)
    }

    @Test(arguments: ["mp4", "avi", "webm"])
    func oddSidesStay(_ suffix: String) throws {
        let folder = try TemporaryFolder()
        let size = FrameSize(height: 45, width: 67)
        let video = try VideoFile(TestVideo.write(3, to: "\(folder.path)/a.\(suffix)", size: size), access: .repeated)
        #expect(video.size == size)
        #expect(try TestVideo.number(video.frame(at: 2)) == 2)
    }

    /// The matrix is in the track's header, behind its times, its number, its length and its place among others.
    @Test func framesAreTurnedAsTheFileSays() throws {
        let folder = try TemporaryFolder()
        var bytes = try TestVideo.bytes(TestVideo.write(2, to: "\(folder.path)/a.mp4"))
        let header = try #require(bytes.firstRange(of: Array("tkhd".utf8))).upperBound
        let upright = try VideoFile("\(folder.path)/a.mp4", access: .repeated).frame(at: 1)
        func turned(_ matrix: [Int32]) throws -> String {
            let parts = [matrix[0], matrix[1], 0, matrix[2], matrix[3], 0, 0, 0, 1 << 30]
            for (place, part) in parts.enumerated() {
                for byte in 0..<4 {
                    bytes[header + 40 + 4 * place + byte] = UInt8(truncatingIfNeeded: part >> (24 - 8 * byte))
                }
            }
            return try folder.write(bytes, "turned.mp4")
        }
        let one: Int32 = 1 << 16
        let clockwise = try VideoFile(turned([0, one, -one, 0]), access: .repeated)
        #expect(clockwise.size == FrameSize(height: 64, width: 48))
        let frame = try clockwise.frame(at: 1)
        for (x, y) in [(0, 0), (63, 0), (0, 47), (63, 47), (20, 31)] {
            let from = 3 * (y * 64 + x)
            let to = 3 * (x * 48 + 47 - y)
            #expect(frame.pixels[to..<to + 3] == upright.pixels[from..<from + 3], "(\(x), \(y))")
        }
        let half = try VideoFile(turned([-one, 0, 0, -one]), access: .repeated)
        #expect(half.size == upright.size)
        #expect(try Array(half.frame(at: 1).pixels[0..<3]) == Array(upright.pixels.suffix(3)))
        let slanted = try turned([one, one, -one, one])
        #expect(throws: VideoError.rotation(path: slanted, degrees: 45)) { try VideoFile(slanted, access: .repeated) }
    }

    @Test func fingerprintsFollowBytesAndFrames() throws {
        let folder = try TemporaryFolder()
        let one = try VideoFile(TestVideo.write(5, to: "\(folder.path)/a.avi"), access: .repeated)
        let other = try VideoFile(TestVideo.write(6, to: "\(folder.path)/b.avi"), access: .repeated)
        let copy = try VideoFile(folder.write(TestVideo.bytes("\(folder.path)/a.avi"), "c.avi"), access: .repeated)
        #expect(try one.fingerprint() == copy.fingerprint() && one.fingerprint() != other.fingerprint())
        #expect(try one.fingerprint(of: 0..<3) != one.fingerprint(of: 0..<4))
    }
}

/// What several threads found.
private final class Results: @unchecked Sendable {
    private let lock = NSLock()
    private var found: [Bool] = []

    func add(_ value: Bool) { lock.withLock { found.append(value) } }

    var values: [Bool] { lock.withLock { found } }
}
