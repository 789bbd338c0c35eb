import Foundation
import Networks
import StudentSpace
import Testing
import VideoData

@Suite struct RunTests {
    private static func pictures(_ folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }

    @Test func predictionsAreNamedAfterTheFrames() throws {
        let fixture = try StudentFixture(.pointwise)
        let frames = try TemporaryFolder()
        for name in ["b10", "b9", "a"] {
            try ImageFile.write(Pictures.image(48, 80), to: frames.file("\(name).png"))
        }
        let out = frames.file("out/deep")
        let result = try Tool.run(["run", fixture.specPath, "--data", frames.path, "-o", out, "--threads", "1"])
        #expect(result.code == 0, "\(result.errors)")
        #expect(Self.pictures(out) == ["a.png", "b10.png", "b9.png"])
        let picture = try ImageFile.decodeRGB(out + "/a.png")
        // At the size that the student sees.
        #expect(picture.size == FrameSize(height: 64, width: 64))
        let colours = Set(stride(from: 0, to: picture.pixels.count, by: 3).map { Array(picture.pixels[$0..<$0 + 3]) })
        #expect(colours.isSubset(of: Set(ClassSet.camVid.palette.map { [$0.red, $0.green, $0.blue] })))
        let lines = result.output.split(separator: "\n").map(String.init)
        #expect(
            lines.prefix(3).map { $0.hasSuffix("  a") || $0.hasSuffix("  b9") || $0.hasSuffix("  b10") } == [
                true, true, true,
            ])
        for word in ["key frames    1: every 4 frames (T = 4)", "MiB in", "frames a second", "95th percentile"] {
            #expect(result.output.contains(word), "no '\(word)' in \(result.output)")
        }
    }

    @Test func overlaysShowTheFrame() throws {
        let fixture = try StudentFixture(.zero)
        let folder = try TemporaryFolder()
        let arguments = ["run", fixture.specPath, "--data", "streets:5,frames=2", "--threads", "1", "-o"]
        #expect(try Tool.run(arguments + [folder.file("plain")]).code == 0)
        #expect(try Tool.run(arguments + [folder.file("over"), "--overlay"]).code == 0)
        let frame = try Streets(seed: 5, size: FrameSize(height: 64, width: 64)).frame(at: 1)
        let plain = try ImageFile.decodeRGB(folder.file("plain/000001.png"))
        let over = try ImageFile.decodeRGB(folder.file("over/000001.png"))
        for i in frame.pixels.indices {
            #expect(abs(2 * Int(over.pixels[i]) - Int(frame.pixels[i]) - Int(plain.pixels[i])) <= 2)
        }
    }

    @Test func jsonTellsEveryFrame() throws {
        let fixture = try StudentFixture(.teacher)
        let result = try Tool.run([
            "run", fixture.specPath, "--data", "streets:5", "--frames", "2..10", "--format", "json", "--threads", "1",
        ])
        #expect(result.code == 0, "\(result.errors)")
        let report = try Report(result.output)
        #expect(report["frames"] == .integer(9) && report["key_frames"] == .integer(3))
        #expect(report["agreement"] == .double(1))
        #expect(report["delta_frame_macs"] == report["teacher_macs"] && report["mean_macs"] == report["teacher_macs"])
        #expect(report["complete"] == .bool(true))
        let frames = report.array("per_frame").map(Report.init)
        #expect(frames.map { $0["frame"] } == (2...10).map { .integer($0) })
        #expect(frames.map { $0["distance"] } == [0, 1, 2, 3, 0, 1, 2, 3, 0].map { .integer($0) })
        #expect(frames.map { $0["kind"] == .string("key") } == (0..<9).map { $0 % 4 == 0 })
        #expect(frames.map { $0["teacher_ms"] != .null } == (0..<9).map { $0 == 3 })
        #expect(frames.allSatisfy { ($0["latency_ms"]?.number ?? 0) > 0 })
    }

    @Test func csvIsARowAFrame() throws {
        let fixture = try StudentFixture(.zero)
        let result = try Tool.run([
            "run", fixture.specPath, "--data", "streets:5,frames=3", "--format", "csv", "--keyframe-interval", "1",
            "--threads", "1",
        ])
        #expect(result.code == 0)
        let rows = result.output.split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false)
        }
        #expect(rows.count == 4)
        #expect(rows.allSatisfy { $0.count == rows[0].count })
        #expect(rows[0].prefix(6) == ["frame", "name", "kind", "cause", "distance", "latency_ms"])
        #expect(rows.dropFirst().map { $0[2] } == ["key", "key", "key"])
        #expect(result.errors.contains("frames a second"))
    }

    /// The key frame's scores are all that the delta frames read.
    @Test func aStudentOfZerosKeepsItsScoresOnly() throws {
        let fixture = try StudentFixture(.zero)
        let result = try Tool.run([
            "run", fixture.specPath, "--data", "streets:5,frames=2", "--format", "json", "--threads", "1",
        ])
        let report = try Report(result.output)
        #expect(report["delta_frame_macs"] == .integer(0) && report["state_tensors"] == .integer(1))
        #expect(report["state_bytes"] == .integer(8 * 8 * 11 * 4))
    }

    @Test func aCutIsAKeyFrameAndCostsNoneMore() throws {
        let fixture = try StudentFixture(.zero)
        func keys(_ policy: String) throws -> [Int] {
            let result = try Tool.run([
                "run", fixture.specPath, "--data", "streets:1,frames=10+streets:4,frames=8", "--format", "json",
                "--keyframe", policy, "--threads", "1",
            ])
            #expect(result.code == 0, "\(result.errors)")
            let frames = try Report(result.output).array("per_frame").map(Report.init)
            return frames.indices.filter { frames[$0]["kind"] == .string("key") }
        }
        #expect(try keys("fixed") == [0, 4, 8, 12, 16])
        #expect(try keys("auto") == [0, 4, 8, 10, 16])
        #expect(try keys("auto:1000") == [0, 4, 8, 12, 16])
    }

    @Test func aSpecIsEvaluatedWithTheKeyFramesItIsRunWith() throws {
        let fixture = try StudentFixture(.zero)
        let result = try Tool.run([
            "evaluate", fixture.specPath, "--data", "streets:1,frames=10+streets:4,frames=8", "--format", "json",
            "--keyframe", "auto", "--jobs", "2",
        ])
        let report = try Report(result.output)
        #expect(report["key_frames"] == .integer(5) && report["keyframe_policy"] == .string("auto:1.5"))
        guard let teacher = report["teacher_macs"]?.number, let mean = report["mean_macs"]?.number else {
            Issue.record("no costs in \(result.output)")
            return
        }
        #expect(abs(mean - teacher * 5 / 18) <= 1)
    }

    // MARK: What goes wrong

    @Test func aBrokenFrameEndsTheStreamAndKeepsWhatWasDone() throws {
        let fixture = try StudentFixture(.zero)
        let frames = try TemporaryFolder()
        try Pictures.write(6, size: 64, to: frames)
        var bytes = try Data(contentsOf: URL(fileURLWithPath: frames.file("4.png")))
        bytes.removeLast(bytes.count / 2)
        try bytes.write(to: URL(fileURLWithPath: frames.file("4.png")))
        let result = try Tool.run([
            "run", fixture.specPath, "--data", frames.path, "-o", frames.file("out"), "--threads", "1",
        ])
        #expect(result.code == 4)
        #expect(result.errorLines.count == 1 && result.errorLines.first?.contains("4.png") == true)
        #expect(Self.pictures(frames.file("out")) == ["0.png", "1.png", "2.png", "3.png"])
        #expect(result.output.contains("4 of") && result.output.contains("of 6 frames asked for"))
    }

    @Test func picturesAreNotReplacedUnasked() throws {
        let fixture = try StudentFixture(.zero)
        let frames = try TemporaryFolder()
        try Pictures.write(2, size: 64, to: frames)
        let before = try Data(contentsOf: URL(fileURLWithPath: frames.file("1.png")))
        let arguments = ["run", fixture.specPath, "--data", frames.path, "--threads", "1", "-o"]
        for extra in [[], ["--overwrite"]] {
            let result = try Tool.run(arguments + [frames.path + "/."] + extra)
            #expect(result.code == 2 && result.output.isEmpty && result.errorLines.count == 1)
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: frames.file("1.png"))) == before)
        let out = try TemporaryFolder()
        try out.write("mine", to: "1.png")
        let refused = try Tool.run(arguments + [out.path])
        #expect(refused.code == 2 && refused.errorLines.first?.contains("--overwrite") == true)
        #expect(try out.text("1.png") == "mine")
        #expect(try Tool.run(arguments + [out.path, "--overwrite"]).code == 0)
        #expect(try ImageFile.size(out.file("1.png")) == FrameSize(height: 64, width: 64))
    }

    @Test func aFileIsNoFolder() throws {
        let fixture = try StudentFixture(.zero)
        let result = try Tool.run([
            "run", fixture.specPath, "--data", "streets:5,frames=2", "-o", fixture.specPath,
        ])
        #expect(result.code == 2 && result.errorLines.count == 1 && result.output.isEmpty)
    }

    @Test(arguments: [
        ["--keyframe", "sometimes"], ["--keyframe", "auto:often"], ["--keyframe", "auto:0x1p3"], ["--data", ""],
        ["--keyframe-interval", "0"], ["--threads", "0"],
        ["--overlay"], ["--input", "1x1"], ["-o", ""], ["--frames", "3..1"],
    ])
    func usage(_ extra: [String]) throws {
        let fixture = try StudentFixture(.zero)
        let result = try Tool.run(["run", fixture.specPath, "--data", "streets:5,frames=4"] + extra)
        #expect(result.code == 2 && result.output.isEmpty, "\(result.output)\(result.errors)")
        #expect(!result.errors.contains("Ctrl-C"), "nothing has started")
        #expect(result.errorLines.count == 1 && result.errorLines.first?.contains(" — ") == true, "\(result.errors)")
    }

    @Test func moreThreadsThanCoresAreNotUsed() throws {
        let fixture = try StudentFixture(.zero)
        let result = try Tool.run([
            "run", fixture.specPath, "--data", "streets:5,frames=1", "--threads", "1024", "--format", "json",
        ])
        #expect(result.code == 0 && result.errors.contains("1024 threads"))
        #expect(try Report(result.output)["threads"] == .integer(ProcessInfo.processInfo.activeProcessorCount))
    }

    @Test func aSignalEndsTheStreamWithItsSummary() throws {
        let fixture = try StudentFixture(.zero)
        let out = try TemporaryFolder()
        let result = try Tool.run(
            [
                "run", fixture.specPath, "--data", "streets:5,frames=100000", "--threads", "1", "-o", out.path,
                "--format", "csv",
            ], signal: (SIGINT, "Ctrl-C"))
        #expect(result.code == 130, "\(result.errors)")
        let rows = result.output.split(separator: "\n").count
        let done = max(0, rows - 1)
        #expect(Self.pictures(out.path).count == done)
        #expect(result.errors.contains("of 100000 frames asked for"))
        #expect(result.errorLines.count == 1)
        #expect(result.errorLines.first?.hasSuffix("--format csv --frames \(done)..99999") == true, "\(result.errors)")
    }
}

/// JSON that a user gets, by this tool's own reader.
private struct Report {
    private let members: [String: JSONValue.Content]

    init(_ text: String) throws { self.init(try JSONParser.parse(text, file: "stdout")) }

    init(_ value: JSONValue) {
        guard case .object(let members) = value.content else {
            self.members = [:]
            return
        }
        self.members = Dictionary(uniqueKeysWithValues: members.map { ($0.key, $0.value.content) })
    }

    subscript(key: String) -> JSONValue.Content? { members[key] }

    func array(_ key: String) -> [JSONValue] {
        if case .array(let values) = members[key] { values } else { [] }
    }
}

extension JSONValue.Content {
    fileprivate static func integer(_ value: Int) -> Self { JSONValue.integer(value).content }
    fileprivate static func double(_ value: Double) -> Self { JSONValue.double(value).content }

    fileprivate var number: Double? {
        if case .number(let number) = self { number.double } else { nil }
    }
}
