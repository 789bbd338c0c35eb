import Foundation
import Testing

@testable import VideoData

/// FFmpeg's command, where it is installed.
private let ffmpeg = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .map { "\($0)/ffmpeg" }.first { FileManager.default.isExecutableFile(atPath: $0) }

/// Frames beside those of FFmpeg's own command, where that is installed.
@Suite(.enabled(if: ffmpeg != nil, "there is no ffmpeg on PATH"))
struct ColourTests {
    private static func run(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(ffmpeg))
        process.arguments = ["-v", "error", "-y"] + arguments
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "ffmpeg \(arguments.joined(separator: " "))")
    }

    @Test(arguments: [
        ("yuv420p", "bt709", "tv"), ("yuv420p", "bt709", "pc"), ("yuv420p", "smpte170m", "tv"),
        ("yuv422p", "smpte170m", "pc"), ("yuv444p", "bt709", "tv"), ("yuv444p", "bt2020nc", "tv"),
        ("yuv420p10le", "bt709", "tv"), ("gray", "unknown", "pc"), ("bgra", "unknown", "pc"), ("gbrp", "gbr", "pc"),
    ])
    func coloursAreThoseOfFFmpeg(_ format: String, _ matrix: String, _ range: String) throws {
        let folder = try TemporaryFolder()
        let (video, raw) = ("\(folder.path)/a.mkv", "\(folder.path)/a.rgb")
        let isYUV = format.hasPrefix("yuv")
        try Self.run(
            ["-f", "lavfi", "-i", "testsrc2=size=98x66:rate=5:duration=1"]
                + (isYUV ? ["-vf", "scale=out_color_matrix=\(matrix):out_range=\(range)"] : [])
                + ["-pix_fmt", format, "-c:v", "ffv1"]
                + (isYUV ? ["-colorspace", matrix, "-color_range", range] : []) + [video])
        try Self.run([
            "-i", video, "-vf", "scale=flags=bilinear+accurate_rnd+full_chroma_int+full_chroma_inp+bitexact",
            "-f", "rawvideo", "-pix_fmt", "rgb24", raw,
        ])
        let expected = try FileBytes.read(raw)
        let frames = try VideoFile(video, access: .repeated)
        let count = 3 * frames.size.pixels
        #expect(frames.frameCount == 5 && expected.count == 5 * count)
        for index in 0..<5 {
            let frame = try frames.frame(at: index).pixels
            let other = expected[count * index..<count * (index + 1)]
            #expect(zip(frame, other).allSatisfy { abs(Int($0) - Int($1)) <= 2 }, "frame \(index)")
        }
    }
}
