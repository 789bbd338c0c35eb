import Networks
import RandomStreams

@testable import Experiments
@testable import StudentSpace
@testable import deltanas

/// Student specs: read, written again, verified beside a weights file, and loaded as far as files are there.
final class SpecTarget: FuzzTarget {
    private let seeds: [JSONValue]
    private let path: String

    init(scratch: String) throws {
        let spec = try Seeds.spec()
        seeds = [spec, Self.without(["latency", "nanoseconds"], in: spec)]
        path = scratch + "/student.json"
        var weights = SafetensorsFile()
        weights.append(.init(name: "conv1.0.weight", shape: [1], [1 as Float]))
        try Scratch.write(weights.serialized(), to: scratch + "/student.safetensors")
    }

    func makeInput(_ stream: inout RandomStream) -> [UInt8] { Trees.text(of: seeds, &stream) }

    func consume(_ input: [UInt8]) throws {
        let spec = try StudentSpec(JSONParser.parse(input, file: path), file: path)
        let again = try StudentSpec(JSONParser.parse(spec.json.text(), file: "again"), file: "again")
        guard again.json.text() == spec.json.text() else { throw FuzzFault("a spec written anew is another one") }
        try Scratch.write(input, to: path)
        let report = try VerifyJob(specPath: path).run()
        let text = VerificationText(report)
        _ = (text.table, text.json.text(), text.warning, report.findings.map(\.text))
        // There is no teacher.
        do { _ = try StudentFiles.load(path) } catch { try FuzzCase.judge(error) }
        // The weights are another student's.
        do { try report.requireSound() } catch { try FuzzCase.judge(error) }
    }

    /// A value without members of these names, however deep.
    private static func without(_ names: Set<String>, in value: JSONValue) -> JSONValue {
        switch value.content {
        case .array(let elements): .array(elements.map { without(names, in: $0) })
        case .object(let members):
            JSONValue(
                .object(
                    members.filter { !names.contains($0.key) }.map { JSONMember($0.key, without(names, in: $0.value)) })
            )
        default: value
        }
    }

    func allowance(_ input: [UInt8]) -> Int { (64 << 20) + 1024 * input.count }
}
