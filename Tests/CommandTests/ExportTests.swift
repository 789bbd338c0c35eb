import Foundation
import Networks
import StudentSpace
import Testing

@Suite struct ExportTests {
    private static func names(_ folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }

    private static let all = ["README.md", "delta.onnx", "key.onnx"]

    @Test(arguments: [Candidate.lowRank(rank: 4), .separable(rank: 2), .depthwisePointwise, .zero])
    func whatIsWrittenComputesWhatTheEngineDoes(_ candidate: Candidate) throws {
        let fixture = try StudentFixture(candidate)
        let out = fixture.folder.file("deep/out")
        let result = try Tool.run(["export", fixture.specPath, "-o", out, "--check", "--format", "json"])
        #expect(result.code == 0, "\(result.errors)")
        #expect(Self.names(out) == Self.all)
        // Nothing is left beside it.
        #expect(Self.names(fixture.folder.file("deep")) == ["out"])
        let report = try #require(
            JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        let check = try #require(report["check"] as? [String: Any])
        #expect((check["frames"] as? [Any])?.count == 12)
        #expect((check["difference"] as? Double ?? 1) <= 1e-3)
        #expect((check["range"] as? Double ?? 0) > 0)
        let readme = try fixture.folder.text("deep/out/README.md")
        let state = try #require(report["state"] as? [[String: Any]])
        #expect(!state.isEmpty)
        for (index, tensor) in state.enumerated() {
            #expect(tensor["name"] as? String == "state_\(index)")
            #expect(readme.contains("| `state_\(index)` | `\(tensor["tensor"] as? String ?? "")` |"))
        }
        #expect(readme.contains("if t % 4 == 0:"))
    }

    @Test func anExportIsReplacedOnlyOnDemand() throws {
        let fixture = try StudentFixture(.pointwise)
        let out = fixture.folder.file("out")
        let arguments = ["export", fixture.specPath, "-o", out]
        #expect(try Tool.run(arguments).code == 0)
        let first = try Data(contentsOf: URL(fileURLWithPath: out + "/delta.onnx"))
        let refused = try Tool.run(arguments)
        #expect(refused.code == 2)
        #expect(refused.errors.hasPrefix("error: \(out): an export is there already — "))
        #expect(try Tool.run(arguments + ["--overwrite"]).code == 0)
        // The same bytes again.
        #expect(try Data(contentsOf: URL(fileURLWithPath: out + "/delta.onnx")) == first)
        #expect(Self.names(out) == Self.all)
        // What is no export's stays.
        try fixture.folder.write("mine", to: "out/notes.txt")
        let foreign = try Tool.run(arguments + ["--overwrite"])
        #expect(foreign.code == 2)
        #expect(foreign.errors.contains("notes.txt: is there already and no part of an export"))
        #expect(Self.names(out) == Self.all + ["notes.txt"])
    }

    @Test func wrongUsageLeavesNothing() throws {
        let fixture = try StudentFixture(.pointwise)
        let out = fixture.folder.file("out")
        #expect(try Tool.run(["export", fixture.specPath, "-o", out, "--data", "streets:1"]).code == 2)
        #expect(try Tool.run(["export", fixture.folder.file("none.json"), "-o", out]).code == 2)
        #expect(try Tool.run(["export", fixture.specPath, "-o", out, "--check", "--data", "nowhere"]).code != 0)
        #expect(!FileManager.default.fileExists(atPath: out))
        #expect(!Self.names(fixture.folder.path).contains { $0.hasPrefix(".export") })
        try fixture.folder.write("a file", to: "file")
        #expect(try Tool.run(["export", fixture.specPath, "-o", fixture.folder.file("file")]).code == 2)
        #expect(try fixture.folder.text("file") == "a file")
    }

    /// The scores of `run`, read as NumPy reads them.
    @Test func scoresAreWritten() throws {
        let fixture = try StudentFixture(.lowRank(rank: 4))
        let file = fixture.folder.file("scores.npy")
        let arguments = ["run", fixture.specPath, "--data", "streets:5,frames=3", "--threads", "1", "--scores", file]
        let result = try Tool.run(arguments)
        #expect(result.code == 0, "\(result.errors)")
        let bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: file)))
        #expect(bytes.count == 128 + 4 * 3 * 11 * 8 * 8)
        #expect(Array(bytes.prefix(10)) == [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0])
        let header = String(decoding: bytes[10..<128], as: UTF8.self)
        #expect(header.hasPrefix("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 11, 8, 8), }"))
        #expect(header.hasSuffix("\n"))
        let values = bytes[128...].withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
        #expect(values.allSatisfy(\.isFinite) && Set(values).count > 100)
        let refused = try Tool.run(arguments)
        #expect(refused.code == 2 && refused.errors.contains("is there already"))
        #expect(try Tool.run(arguments + ["--overwrite"]).code == 0)
        #expect(try [UInt8](Data(contentsOf: URL(fileURLWithPath: file))) == bytes)
        // A run that fails before the first frame leaves none.
        let other = fixture.folder.file("other.npy")
        let failed = try Tool.run([
            "run", fixture.specPath, "--data", "streets:5,frames=3", "--frames", "7..9", "--scores", other,
        ])
        #expect(failed.code != 0)
        #expect(!Self.names(fixture.folder.path).contains { $0.hasPrefix("other.npy") })
    }
}
