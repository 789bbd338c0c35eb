import Foundation
import Networks
import StudentSpace
import Testing

@Suite struct VerifyTests {
    @Test(arguments: [Candidate.teacher, .lowRank(rank: 4), .depthwisePointwise, .separable(rank: 2), .zero])
    func whatWasWrittenHolds(_ candidate: Candidate) throws {
        let fixture = try StudentFixture(candidate)
        let result = try Tool.run(["verify", fixture.specPath])
        #expect(result.code == 0, "\(result.errors)")
        #expect(result.errors.isEmpty)
        #expect(!result.output.contains("FAILED"))
    }

    /// A delta frame needs nothing of the teacher's file: the student holds, and what was not looked at is said.
    @Test func aTeacherThatIsNotThereIsAWarning() throws {
        let fixture = try StudentFixture(.lowRank(rank: 4))
        try FileManager.default.removeItem(atPath: fixture.teacherPath)
        let result = try Tool.run(["verify", fixture.specPath])
        #expect(result.code == 0)
        #expect(result.errors.hasPrefix("warning: \(fixture.teacherPath): "))
        #expect(result.output.contains("unchecked"))
        let json = try Tool.run(["verify", fixture.specPath, "--format", "json"]).output
        #expect(json.contains("\"unchecked\": [\"SHA-256 of \(fixture.teacherPath)\"]"))
    }

    /// A spec comes from anywhere: what it holds may not steer the terminal that it is shown on.
    @Test func controlCharactersAreEscaped() throws {
        let fixture = try StudentFixture(.lowRank(rank: 4))
        try fixture.rewriteSpec("\"fixture\"", #""\u001b[2J\u009b31m\u202e""#)
        let result = try Tool.run(["verify", fixture.specPath])
        #expect(result.output.contains(#"\u{1B}[2J\u{9B}31m\u{202E}"#), "\(result.output)")
        #expect(!result.output.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
        try fixture.rewriteSpec("ddrnet-23-slim", #"\u001b]0;x\u0007"#)
        let failed = try Tool.run(["verify", fixture.specPath])
        #expect(failed.code == 2)
        #expect(failed.errors.contains(#"\u{1B}]0;x\u{7}"#), "\(failed.errors)")
    }

    /// Runs `verify` and expects it to fail with one line a finding and one for the whole.
    private func expectFailure(_ fixture: StudentFixture, saying text: String) throws {
        let result = try Tool.run(["verify", fixture.specPath])
        #expect(result.code == 5, "\(result.errors)")
        #expect(result.output.contains("FAILED"))
        #expect(result.errorLines.count >= 2)
        #expect(result.errors.contains(text), "\(result.errors)")
    }

    @Test func understatedCost() throws {
        let fixture = try StudentFixture(.lowRank(rank: 4))
        let macs = fixture.spec.use.deltaFrameMACs
        try fixture.rewriteSpec("\"deltaFrameMACs\": \(macs)", "\"deltaFrameMACs\": \(macs - 1)")
        try fixture.rewriteSpec("\"deltaFrameFLOPs\": \(2 * macs)", "\"deltaFrameFLOPs\": \(2 * macs - 2)")
        try expectFailure(fixture, saying: "recounted \(macs)")
    }

    @Test func overBudget() throws {
        try expectFailure(StudentFixture(.teacher, budget: "50%"), saying: "over budget")
    }

    @Test func changedWeights() throws {
        let fixture = try StudentFixture(.lowRank(rank: 4))
        var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: fixture.weightsPath)))
        bytes[bytes.count - 1] ^= 1
        try Data(bytes).write(to: URL(fileURLWithPath: fixture.weightsPath))
        try expectFailure(fixture, saying: "SHA-256")
    }

    @Test func weightsCutInHalf() throws {
        let fixture = try StudentFixture(.lowRank(rank: 4))
        let bytes = try Data(contentsOf: URL(fileURLWithPath: fixture.weightsPath))
        try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: fixture.weightsPath))
        try expectFailure(fixture, saying: "student.safetensors")
    }

    @Test func missingAndUnexpectedTensors() throws {
        let fixture = try StudentFixture(.lowRank(rank: 4))
        try fixture.replaceWeights { file in
            var other = SafetensorsFile()
            for tensor in file.tensors.dropFirst() { other.append(tensor) }
            other.append(.init(name: "stowaway", shape: [1], [1 as Float]))
            return other
        }
        try expectFailure(fixture, saying: "stowaway")
        #expect(try Tool.run(["verify", fixture.specPath]).errors.contains("lack"))
    }

    @Test func notANumber() throws {
        let fixture = try StudentFixture(.lowRank(rank: 4))
        try fixture.replaceWeights { file in
            var other = SafetensorsFile()
            for (index, tensor) in file.tensors.enumerated() {
                var values = try file.floats(tensor.name)
                if index == 3 { values[0] = .nan }
                other.append(.init(name: tensor.name, shape: tensor.shape, values))
            }
            return other
        }
        try expectFailure(fixture, saying: "no finite number")
    }

    @Test func pathsStayInTheFolder() throws {
        let fixture = try StudentFixture(.lowRank(rank: 4))
        try fixture.rewriteSpec("\"student.safetensors\"", "\"../student.safetensors\"")
        let result = try Tool.run(["verify", fixture.specPath])
        #expect(result.code == 2)
        #expect(result.errorLines.count == 1)
    }

    @Test func findingsAsJSON() throws {
        let fixture = try StudentFixture(.teacher, budget: "50%")
        let result = try Tool.run(["verify", fixture.specPath, "--format", "json"])
        #expect(result.code == 5)
        let value = try JSONParser.parse(result.output, file: "stdout")
        guard case .object(let members) = value.content else {
            Issue.record("no object")
            return
        }
        #expect(members.first { $0.key == "sound" }?.value.content == .bool(false))
    }
}
