import Foundation
import StudentSpace
import Testing

@Suite struct LatencyTests {
    @Test func measuresOnceAndThenReuses() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            """
            {"format": "deltanas.space/1", "name": "tiny", "teacher": {"architecture": "ddrnet-23-slim", "classes": 4},
             "input": "64x64", "keyframeInterval": 4, "data": "streets:1,frames=8",
             "sites": [{"match": "*", "candidates": ["pointwise", "teacher"]}]}
            """, to: "space.json")
        let arguments = [
            "latency", "--space", folder.file("space.json"), "--threads", "1", "--db", folder.file("a.sqlite"),
        ]
        let first = try Tool.run(arguments + ["--format", "json"])
        #expect(first.code == 0, "\(first.errors)")
        #expect(first.errors.contains("latencies measured now"))
        let second = try Tool.run(arguments + ["--format", "json"])
        #expect(second.code == 0, "\(second.errors)")
        #expect(second.errors.contains("on this machine"))
        #expect(try Self.times(first) == Self.times(second))

        let csv = try Tool.run(arguments + ["--format", "csv"])
        #expect(csv.output.hasPrefix("site,candidate,macs,nanoseconds\nconv1.0,"))
        let table = try Tool.run(arguments)
        #expect(table.output.contains("predictions"))
        #expect(table.output.contains("final_layer.conv2"))
    }

    @Test func threadsAreAtLeastOne() throws {
        let result = try Tool.run(["latency", "--space", "searchspaces/ddrnet.json", "--threads", "0"])
        #expect(result.code == 2)
        #expect(result.errorLines.count == 1 && result.errors.contains("--threads"))
    }

    private static func times(_ result: Tool.Result) throws -> JSONValue.Content? {
        guard case .object(let members) = try JSONParser.parse(result.output, file: "stdout").content else {
            return nil
        }
        return members.first { $0.key == "candidates" }?.value.content
    }
}
