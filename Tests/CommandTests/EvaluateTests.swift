import Foundation
import Networks
import StudentSpace
import Testing
import VideoData

@Suite struct EvaluateTests {
    /// Parsed by this tool's own reader: the JSON that a user gets.
    private static func json(_ result: Tool.Result) throws -> [String: JSONValue.Content] {
        guard case .object(let members) = try JSONParser.parse(result.output, file: "stdout").content else {
            return [:]
        }
        return Dictionary(uniqueKeysWithValues: members.map { ($0.key, $0.value.content) })
    }

    @Test func studentEqualToTheTeacherAgreesEverywhere() throws {
        let fixture = try StudentFixture(.teacher)
        let result = try Tool.run([
            "evaluate", fixture.specPath, "--data", "streets:5,frames=6", "--format", "json", "--jobs", "2",
        ])
        #expect(result.code == 0, "\(result.errors)")
        let report = try Self.json(result)
        #expect(report["agreement"] == JSONValue.double(1).content)
        #expect(report["miou"] == report["teacher_miou"])
        #expect(report["frames"] == JSONValue.integer(6).content)
        #expect(report["keyframe_interval"] == JSONValue.integer(4).content)
        #expect(report["delta_frame_macs"] == report["teacher_macs"])
        #expect(report["amortised_macs"] == report["teacher_macs"])
        guard case .array(let distances) = report["by_distance"] else {
            Issue.record("no by_distance")
            return
        }
        #expect(distances.count == 4)
    }

    @Test func cheapStudentCostsLessWhateverTheJobs() throws {
        let fixture = try StudentFixture(.zero)
        let arguments = ["evaluate", fixture.specPath, "--data", "streets:5", "--frames", "2..8", "--format", "json"]
        let one = try Tool.run(arguments + ["--jobs", "1"])
        let three = try Tool.run(arguments + ["--jobs", "3"])
        #expect(one.code == 0, "\(one.errors)")
        #expect(one.output == three.output)
        let report = try Self.json(one)
        #expect(report["frames"] == JSONValue.integer(7).content)
        #expect(report["delta_frame_macs"] == JSONValue.integer(0).content)
        #expect(report["first_frame"] == JSONValue.integer(2).content)
    }

    @Test func framesWithoutLabelsHaveNoMIoU() throws {
        let fixture = try StudentFixture(.teacher)
        let frames = try TemporaryFolder()
        try Pictures.write(2, size: 64, to: frames)
        let result = try Tool.run(["evaluate", fixture.specPath, "--data", frames.path, "--format", "json"])
        #expect(result.code == 0, "\(result.errors)")
        let report = try Self.json(result)
        #expect(report["miou"] == JSONValue.Content.null)
        #expect(report["agreement"] == JSONValue.double(1).content)
        let table = try Tool.run(["evaluate", fixture.specPath, "--data", frames.path])
        #expect(table.output.contains("no labels"))
    }

    /// Labels that are all void are not the same as none.
    @Test func voidLabelsHaveNoMIoU() throws {
        let fixture = try StudentFixture(.teacher)
        let frames = try TemporaryFolder()
        try Pictures.writeLabelled(2, size: 64, label: LabelMap.void, to: frames)
        let arguments = ["evaluate", fixture.specPath, "--data", frames.path]
        let report = try Self.json(Tool.run(arguments + ["--format", "json"]))
        #expect(report["miou"] == JSONValue.Content.null)
        #expect(report["labelled_frames"] == JSONValue.integer(2).content)
        let table = try Tool.run(arguments).output
        #expect(table.contains("every pixel of 2 labelled frames is void") && !table.contains("no labels"))
    }

    /// Frames whose flow is known nowhere are in no mean, and are counted.
    @Test func pairsWithoutFlowAreCounted() throws {
        let fixture = try StudentFixture(.teacher)
        let frames = try TemporaryFolder()
        try Pictures.write(3, size: 64, to: frames, under: nil)
        let flows = try TemporaryFolder()
        let arguments = ["evaluate", fixture.specPath, "--data", frames.path, "--flow", flows.path]
        for (index, dx) in [(1, Float(0)), (2, 1000)] {
            let field = FlowField(
                width: 64, height: 64, dx: Array(repeating: dx, count: 4096), dy: Array(repeating: 0, count: 4096))
            try FlowFile.write(field, to: flows.file("\(index).flo"))
        }
        let report = try Self.json(Tool.run(arguments + ["--format", "json"]))
        #expect(report["temporal_consistency"] == JSONValue.double(1).content)
        #expect(report["temporal_pairs"] == JSONValue.integer(2).content)
        #expect(report["temporal_pairs_without_flow"] == JSONValue.integer(1).content)
        #expect(try Tool.run(arguments).output.contains("without 1 of 2 pairs"))
    }

    @Test func teacherElsewhereIsFoundByItsDigest() throws {
        let fixture = try StudentFixture(.teacher)
        let elsewhere = fixture.folder.file("moved.safetensors")
        try FileManager.default.moveItem(atPath: fixture.teacherPath, toPath: elsewhere)
        let arguments = ["evaluate", fixture.specPath, "--data", "streets:5,frames=1"]
        let missing = try Tool.run(arguments)
        #expect(missing.code == 4)
        #expect(missing.errorLines.first?.contains("--teacher") == true)
        #expect(try Tool.run(arguments + ["--teacher", elsewhere]).code == 0)
        let other = try StudentFixture(.teacher, seed: 2)
        let refused = try Tool.run(arguments + ["--teacher", other.teacherPath])
        #expect(refused.code == 4)
        #expect(refused.errorLines.count == 1)
    }

    @Test func weightsOfAnotherStudentAreRefused() throws {
        let fixture = try StudentFixture(.teacher)
        try FileManager.default.removeItem(atPath: fixture.weightsPath)
        let other = try StudentFixture(.pointwise)
        try FileManager.default.copyItem(atPath: other.weightsPath, toPath: fixture.weightsPath)
        let result = try Tool.run(["evaluate", fixture.specPath, "--data", "streets:5,frames=1"])
        #expect(result.code == 4)
        #expect(result.output.isEmpty)
    }

    // MARK: Temporal consistency

    @Test func steadinessOverTimeIsScored() throws {
        let fixture = try StudentFixture(.teacher)
        let arguments = ["evaluate", fixture.specPath, "--data", "streets:5,frames=6"]
        let report = try Self.json(Tool.run(arguments + ["--format", "json"]))
        #expect(report["temporal_consistency"] == report["teacher_temporal_consistency"])
        #expect(report["temporal_consistency"] != JSONValue.Content.null)
        #expect(report["temporal_pairs"] == JSONValue.integer(5).content)
        #expect(report["temporal_protocol"] == JSONValue.string("nearest").content)
        #expect(report["flow"] == JSONValue.string("exact").content)
        let legacy = try Self.json(
            Tool.run(arguments + ["--format", "json", "--temporal", "etc-legacy", "--flow", "dis"]))
        #expect(legacy["temporal_protocol"] == JSONValue.string("etc-legacy").content)
        #expect(legacy["flow"] == JSONValue.string("dis").content)
        #expect(legacy["temporal_consistency"] != report["temporal_consistency"])
        let table = try Tool.run(arguments)
        #expect(table.output.contains("mIoU with the frame before, exact flow"))
        let without = try Tool.run(arguments + ["--temporal", "none"])
        #expect(without.output.contains("not scored"))
        let conflict = try Tool.run(arguments + ["--temporal", "none", "--flow", "dis"])
        #expect(conflict.code == 2 && conflict.errorLines.count == 1)
    }

    @Test func steadinessOverTimeIsTheSameWhateverTheJobs() throws {
        let fixture = try StudentFixture(.zero)
        for more in [[], ["--keyframe", "auto"]] {
            let arguments =
                [
                    "evaluate", fixture.specPath, "--data", "streets:5", "--frames", "1..6", "--flow", "dis",
                    "--format", "csv",
                ]
                + more
            let one = try Tool.run(arguments + ["--jobs", "1"])
            #expect(one.code == 0, "\(one.errors)")
            #expect(one.output == (try Tool.run(arguments + ["--jobs", "3"]).output))
            let lines = one.output.split(separator: "\n")
            #expect(lines.count == 2)
            #expect(lines[0].contains(",temporal_consistency,teacher_temporal_consistency,"))
            #expect(
                lines[0].split(separator: ",").count
                    == lines[1].split(separator: ",", omittingEmptySubsequences: false).count)
        }
    }

    @Test func oneFrameHasNoSteadiness() throws {
        let fixture = try StudentFixture(.zero)
        for more in [[], ["--keyframe", "auto"], ["--flow", "dis"]] {
            let arguments = ["evaluate", fixture.specPath, "--data", "streets:5,frames=1"] + more
            let report = try Self.json(Tool.run(arguments + ["--format", "json"]))
            #expect(report["temporal_consistency"] == JSONValue.Content.null)
            #expect(report["temporal_pairs"] == JSONValue.integer(0).content)
            #expect(try Tool.run(arguments).output.contains("unknown: no two frames in a row"))
        }
    }

    @Test func flowFromFiles() throws {
        let fixture = try StudentFixture(.teacher)
        let frames = try TemporaryFolder()
        try Pictures.write(3, size: 64, to: frames, under: nil)
        let flows = try TemporaryFolder()
        let still = FlowField(
            width: 64, height: 64, dx: Array(repeating: 0, count: 4096), dy: Array(repeating: 0, count: 4096))
        let arguments = ["evaluate", fixture.specPath, "--data", frames.path, "--flow", flows.path, "--format", "json"]
        try FlowFile.write(still, to: flows.file("1.flo"))
        let missing = try Tool.run(arguments)
        #expect(missing.code == 4 && missing.errorLines.first?.contains("2.flo") == true)
        try FlowFile.write(still, to: flows.file("2.flo"))
        // Three times the same picture.
        let report = try Self.json(Tool.run(arguments))
        #expect(report["temporal_consistency"] == JSONValue.double(1).content)
        #expect(report["temporal_pairs"] == JSONValue.integer(2).content)
        let exact = try Tool.run(["evaluate", fixture.specPath, "--data", frames.path, "--flow", "exact"])
        #expect(exact.code == 2 && exact.errorLines.first?.contains("--flow") == true)
    }
}
