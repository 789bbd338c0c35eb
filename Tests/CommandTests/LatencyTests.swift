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
        let first = try Tool.run(arguments + ["--format", "csv"])
        #expect(first.code == 0, "\(first.errors)")
        #expect(first.errors.contains("latencies measured now"))
        #expect(first.output.hasPrefix("site,candidate,macs,nanoseconds\nconv1.0,"))
        let second = try Tool.run(arguments + ["--format", "csv"])
        #expect(second.code == 0, "\(second.errors)")
        #expect(second.errors.contains("on this machine"))
        #expect(first.output == second.output)

        let json = try Tool.run(arguments + ["--format", "json"])
        guard case .object(let members) = try JSONParser.parse(json.output, file: "stdout").content else {
            Issue.record("no object")
            return
        }
        let values = Dictionary(uniqueKeysWithValues: members.map { ($0.key, $0.value.content) })
        #expect(values["reused"] == .bool(true))
        #expect(values["threads"] == JSONValue.integer(1).content)
        #expect(values["input"] == .string("64x64"))
        let table = try Tool.run(arguments)
        #expect(table.output.contains("predictions"))
        #expect(table.output.contains("final_layer.conv2"))
    }

    @Test func threadsAreAtLeastOne() throws {
        let result = try Tool.run(["latency", "--space", "searchspaces/ddrnet.json", "--threads", "0"])
        #expect(result.code == 2)
        #expect(result.errorLines.count == 1 && result.errors.contains("--threads"))
    }
}
