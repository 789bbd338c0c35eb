import Foundation
import Networks
import StudentSpace
import Testing
import VideoData

@Suite struct VideoCommandTests {
    private static let size = FrameSize(height: 48, width: 80)

    private static func video(
        _ count: Int, _ name: String, in folder: TemporaryFolder, rate: VideoRate = .usual
    ) throws -> String {
        let path = folder.file(name)
        guard let format = try VideoFormat(path: path) else { throw VideoError.unknownExtension(path: path, known: []) }
        let writer = try VideoWriter(path, format: format, size: size, rate: rate)
        for index in 0..<count {
            var image = Pictures.image(size.height, size.width)
            for place in image.pixels.indices { image.pixels[place] = image.pixels[place] / 2 &+ UInt8(index % 100) }
            try writer.write(image)
        }
        try writer.finish()
        return path
    }

    private static func run(_ fixture: StudentFixture, _ arguments: [String]) throws -> Tool.Result {
        try Tool.run(["run", fixture.specPath, "--threads", "1"] + arguments)
    }

    @Test(arguments: ["mp4", "mkv", "webm", "avi", "mjpeg"])
    func aVideoBecomesAVideo(_ suffix: String) throws {
        let fixture = try StudentFixture(.zero)
        let folder = try TemporaryFolder()
        let rate = try #require(VideoRate(30000, 1001))
        let clip = try Self.video(9, "clip.\(suffix)", in: folder, rate: rate)
        let out = folder.file("out.\(suffix)")
        let result = try Self.run(fixture, ["--data", clip, "-o", out])
        #expect(result.code == 0, "\(result.errors)")
        #expect(result.output.contains("frames        9 of \(clip)") && result.output.contains("video         \(out)"))
        let written = try VideoFile(out, access: .repeated)
        #expect(written.frameCount == 9 && written.size == Self.size)
        if suffix != "mjpeg" {
            #expect(result.output.contains("source        29.97 frames a second"))
            #expect(abs((written.frameRate?.framesPerSecond ?? 0) - rate.framesPerSecond) < 0.05)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)
        // Once more only where asked for.
        let refused = try Self.run(fixture, ["--data", clip, "-o", out])
        #expect(refused.code == 2 && refused.errorLines.first?.contains("--overwrite") == true)
        #expect(try Self.run(fixture, ["--data", clip, "-o", out, "--overwrite"]).code == 0)
        let onto = try Self.run(fixture, ["--data", clip, "-o", clip, "--overwrite"])
        #expect(onto.code == 2 && onto.errorLines.count == 1)
    }

    /// Half of each pixel is the frame's; the colours over it are the classes'.
    @Test func theVideoShowsTheFrames() throws {
        let fixture = try StudentFixture(.zero)
        let folder = try TemporaryFolder()
        let clip = try Self.video(2, "clip.avi", in: folder)
        #expect(try Self.run(fixture, ["--data", clip, "-o", folder.file("out.mkv")]).code == 0)
        let frame = try VideoFile(clip, access: .repeated).frame(at: 1)
        let over = try VideoFile(folder.file("out.mkv"), access: .repeated).frame(at: 1)
        let palette = ClassSet.camVid.palette.map { [Int($0.red), Int($0.green), Int($0.blue)] }
        var sum = 0
        for pixel in stride(from: 0, to: frame.pixels.count, by: 3) {
            sum +=
                palette.map { colour in
                    (0..<3).reduce(0) {
                        $0 + abs(2 * Int(over.pixels[pixel + $1]) - Int(frame.pixels[pixel + $1]) - colour[$1])
                    }
                }.min() ?? 0
        }
        #expect(Double(sum) / Double(frame.pixels.count) < 30)
    }

    @Test func foldersBecomeVideosToo() throws {
        let fixture = try StudentFixture(.zero)
        let folder = try TemporaryFolder()
        try folder.makeFolder("frames")
        for index in 1...4 {
            try ImageFile.write(Pictures.image(50, 70), to: folder.file("frames/0000\(index).png"))
        }
        let out = folder.file("out.webm")
        let pattern = folder.file("frames/%05d.png")
        #expect(try Self.run(fixture, ["--data", pattern, "-o", out]).code == 0)
        let written = try VideoFile(out, access: .repeated)
        #expect(written.frameCount == 4 && written.size == FrameSize(height: 50, width: 70))
        // A folder that is there is one, whatever its name.
        try folder.makeFolder("old.mp4")
        #expect(try Self.run(fixture, ["--data", pattern, "-o", folder.file("old.mp4")]).code == 0)
        #expect(FileManager.default.fileExists(atPath: folder.file("old.mp4/00004.png")))
    }

    @Test func strideAndFramesPickFrames() throws {
        let fixture = try StudentFixture(.zero)
        let folder = try TemporaryFolder()
        let clip = try Self.video(20, "clip.mkv", in: folder)
        func frames(_ arguments: [String]) throws -> [String] {
            let result = try Self.run(fixture, ["--data", clip, "--format", "csv"] + arguments)
            #expect(result.code == 0, "\(result.errors)")
            return result.output.split(separator: "\n").dropFirst().map { String($0.prefix { $0 != "," }) }
        }
        #expect(try frames(["--stride", "6"]) == ["0", "6", "12", "18"])
        #expect(try frames(["--frames", "3..11", "--stride", "4"]) == ["3", "7", "11"])
        #expect(try frames(["--frames", "17.."]) == ["17", "18", "19"])
        for bad in [["--stride", "0"], ["--frames", "3..9/2", "--stride", "2"]] {
            #expect(try Self.run(fixture, ["--data", clip] + bad).code == 2)
        }
        let beyond = try Self.run(fixture, ["--data", clip, "--frames", "0..20"])
        #expect(beyond.code == 4 && beyond.errorLines.count == 1)
    }

    @Test func aVideoIsEvaluated() throws {
        let fixture = try StudentFixture(.zero)
        let folder = try TemporaryFolder()
        let clip = try Self.video(13, "clip.mp4", in: folder)
        for policy in ["fixed", "auto"] {
            let result = try Tool.run([
                "evaluate", fixture.specPath, "--data", clip, "--format", "json", "--keyframe", policy, "--jobs", "3",
            ])
            #expect(result.code == 0, "\(result.errors)")
            #expect(result.output.contains("\"frames\": 13,") && result.output.contains("\"last_frame\": 12,"))
        }
        let part = try Tool.run([
            "evaluate", fixture.specPath, "--data", clip, "--format", "json", "--stride", "3", "--temporal", "none",
        ])
        #expect(part.output.contains("\"frames\": 5,"), "\(part.output)\(part.errors)")
    }

    /// Two videos of five frames: a key frame comes first in each, and nothing moves from one to the other.
    @Test(arguments: ["fixed", "auto"])
    func aDataSetsVideosAreStreamsOfTheirOwn(_ policy: String) throws {
        let fixture = try StudentFixture(.zero)
        let folder = try TemporaryFolder()
        for index in 0..<10 {
            try FileManager.default.createDirectory(
                atPath: folder.file("v\(index / 5)"), withIntermediateDirectories: true)
            let tone = UInt8(100 + index % 5)
            try ImageFile.write(
                RGBImage(width: 24, height: 16, pixels: [UInt8](repeating: tone, count: 3 * 24 * 16)),
                to: folder.file("v\(index / 5)/\(index % 5).png"))
        }
        let description = """
            {"format": "deltanas.dataset/1", "name": "mine", "classes": [{"name": "a"}, {"name": "b"}],
             "layouts": {"frames": "{video}/{frame}.png", "video": ["video"]}}
            """
        try Data(description.utf8).write(to: URL(fileURLWithPath: folder.file("dataset.json")))
        let result = try Tool.run([
            "evaluate", fixture.specPath, "--data", "dataset:\(folder.path),labels=none", "--format", "json",
            "--keyframe", policy, "--keyframe-interval", "4",
        ])
        #expect(result.code == 0, "\(result.errors)")
        #expect(result.output.contains("\"frames\": 10,") && result.output.contains("\"temporal_pairs\": 8,"))
        #expect(result.output.contains("\"key_frames\": 4,"), "\(result.output)")
    }

    // MARK: What goes wrong

    @Test func aVideoThatIsCutOffEndsTheStream() throws {
        let fixture = try StudentFixture(.zero)
        let folder = try TemporaryFolder()
        var bytes = try Data(contentsOf: URL(fileURLWithPath: Self.video(60, "clip.mkv", in: folder)))
        bytes.removeLast(bytes.count / 3)
        let cut = folder.file("cut.mkv")
        try bytes.write(to: URL(fileURLWithPath: cut))
        let result = try Self.run(fixture, ["--data", cut, "-o", folder.file("out.mp4")])
        #expect(result.code == 4 && result.errorLines.count == 1)
        #expect(result.errors.contains("\(cut): the video is cut off: it ends after"))
        // A video is there whole or not at all, what was done of it beside; pictures stay.
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
                == ["clip.mkv", "cut.mkv", "out.partial.mp4"])
        let done = try VideoFile(folder.file("out.partial.mp4"), access: .repeated).frameCount ?? 0
        #expect(result.errors.contains("after \(done) frames"))
        let pictures = try Self.run(fixture, ["--data", cut, "-o", folder.file("out")])
        #expect(pictures.code == 4)
        let count = try FileManager.default.contentsOfDirectory(atPath: folder.file("out")).count
        #expect(count > 5 && pictures.errors.contains("after \(count) frames"))
        #expect(try Self.run(fixture, ["--data", cut, "--frames", "0..\(count - 1)"]).code == 0)
        #expect(try Tool.run(["evaluate", fixture.specPath, "--data", cut]).code == 4)
    }

    @Test(arguments: [
        ("out.gif", 2), ("no/out.mp4", 2), ("out.mp4/", 0),
    ])
    func outputs(_ name: String, _ code: Int32) throws {
        let fixture = try StudentFixture(.zero)
        let folder = try TemporaryFolder()
        let result = try Self.run(fixture, ["--data", "streets:5,frames=2", "-o", "\(folder.path)/\(name)"])
        #expect(result.code == code, "\(result.errors)")
        #expect(result.errorLines.count == (code == 0 ? 0 : 1))
    }

    /// What was asked for is there whole or not at all; what was done of it is beside it.
    @Test func aSignalLeavesWhatWasDoneBeside() throws {
        let fixture = try StudentFixture(.zero)
        let folder = try TemporaryFolder()
        let out = folder.file("out.mp4")
        let result = try Tool.run(
            ["run", fixture.specPath, "--data", "streets:5,frames=100000", "--threads", "1", "-o", out],
            signal: (SIGINT, "Ctrl-C"))
        #expect(result.code == 130, "\(result.errors)")
        #expect(result.errorLines.count == 1 && result.errors.contains("\(out): interrupted; the video "))
        #expect(result.errorLines.first?.hasSuffix("-o \(out)") == true)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        let partial = folder.file("out.partial.mp4")
        // No frame may have been run yet.
        #expect(files == (result.errors.contains(" is \(partial)") ? ["out.partial.mp4"] : []))
        guard !files.isEmpty else { return #expect(!result.output.contains("video         ")) }
        let frames = try VideoFile(partial, access: .repeated).frameCount
        #expect(
            frames == result.output.split(separator: "\n").count { $0.contains("delta +") || $0.contains("  key ") })
    }
}
