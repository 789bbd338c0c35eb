import Foundation
import StudentSpace
import Testing

@Suite struct BenchTests {
    private func members(_ text: String) throws -> [[String: JSONValue.Content]] {
        guard case .array(let rows) = try JSONParser.parse(Array(text.utf8), file: "rows").content else { return [] }
        return rows.map { row in
            guard case .object(let members) = row.content else { return [:] }
            return Dictionary(uniqueKeysWithValues: members.map { ($0.key, $0.value.content) })
        }
    }

    private func number(_ content: JSONValue.Content?) -> Double? {
        if case .number(let number)? = content { number.double } else { nil }
    }

    @Test func rowsAreTheAgreedOnes() throws {
        let folder = try TemporaryFolder()
        let result = try Tool.run([
            "bench", "--only", "knapsack*", "--repeat", "1", "--threads", "1", "--format", "json", "-o",
            folder.file("bench.json"), "--page", folder.file("bench.md"),
        ])
        #expect(result.code == 0, "\(result.errors)")
        let rows = try members(result.output)
        #expect(rows.count == 1)
        #expect(Set(rows[0].keys) == ["name", "unit", "ours", "peer", "ratio", "peer_name"])
        #expect(rows[0]["name"] == .string("knapsack-80x16"))
        #expect(rows[0]["unit"] == .string("ms"))
        #expect(try #require(number(rows[0]["ours"])) > 0)
        for key in ["peer", "ratio", "peer_name"] { #expect(rows[0][key] == .null) }

        guard
            case .object(let file) = try JSONParser.parse(Array(folder.text("bench.json").utf8), file: "bench").content
        else {
            Issue.record("no object in the file")
            return
        }
        #expect(
            file.map(\.key) == [
                "format", "date", "command", "revision", "machine", "versions", "settings", "rows",
            ])
        #expect(try folder.text("bench.json").contains(#""values": ["#))
        #expect(try folder.text("bench.md").contains("| `knapsack-80x16` | ms |"))
    }

    /// A shell script plays Python and every peer in it.
    @Test func peersRunBesideUs() throws {
        let folder = try TemporaryFolder()
        try folder.makeFolder("teacher")
        try folder.write("", to: "teacher/ddrnet23s-camvid.onnx")
        let python = try fake(
            folder,
            """
            case $1 in
                -c) echo '{"python": "3", "torch": null, "onnxruntime": "1.2"}' ;;
                *onnxruntime_forward.py)
                    [ "$2 $3 $4" = "\(folder.path)/teacher/ddrnet23s-camvid.onnx --threads 1" ] || exit 9
                    echo '{"ready": true}'
                    while read -r line; do echo '{"ms": [1000000]}'; done ;;
            esac
            """)
        let arguments = [
            "bench", "--peers", "--python", python, "--shared", folder.path, "--only", "teacher-forward-t1", "--only",
            "knapsack-80x16", "--repeat", "1",
        ]
        let rows = try members(Tool.run(arguments + ["--format", "json"]).output)
        #expect(rows.map { $0["name"] } == [.string("teacher-forward-t1"), .string("knapsack-80x16")])
        #expect(rows[0]["peer_name"] == .string("ONNX Runtime 1.2"))
        #expect(number(rows[0]["peer"]) == 1_000_000)
        let ours = try #require(number(rows[0]["ours"]))
        #expect(number(rows[0]["ratio"]) == ours / 1_000_000)
        #expect(rows[1]["peer"] == .null)

        let table = try Tool.run(arguments)
        #expect(table.code == 0)
        #expect(table.output.contains("≤ 1.00 met"))
        #expect(table.output.contains("ONNX Runtime 1.2"))
    }

    @Test func withoutTheSharedFolderRowsSayWhyTheyHaveNoPeer() throws {
        let folder = try TemporaryFolder()
        let python = try fake(folder, #"echo '{"python": "3", "torch": "2", "onnxruntime": "1"}'"#)
        let result = try Tool.run([
            "bench", "--peers", "--python", python, "--shared", folder.path, "--only", "teacher-forward-t1", "--repeat",
            "1",
        ])
        #expect(result.code == 0)
        #expect(result.output.contains("no peer: \(folder.path)/teacher/ddrnet23s-camvid.onnx is not there"))
    }

    /// Before anything is measured: rows take minutes.
    @Test func targetsAreCheckedFirst() throws {
        let folder = try TemporaryFolder()
        for arguments in [
            ["-o", folder.path], ["--page", folder.file("no/page.md")], ["-o", "/dev/null"], ["-o", ""],
            ["-o", folder.file("same"), "--page", folder.path + "/./same"],
        ] {
            let result = try Tool.run(["bench"] + arguments)
            #expect(result.code == 2, "\(result.errors)")
            #expect(result.errorLines.count == 1 && result.errorLines[0].contains(" — "), "\(result.errors)")
            #expect(!result.errors.contains("supernet"), "something was measured")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test func aStopIsHeardWhileAPeerIsAwaited() throws {
        let folder = try TemporaryFolder()
        let python = try fake(folder, "echo started >&3; exec sleep 1000")
        try folder.write("#!/bin/sh\nexec 3>&2; exec \"\(Tool.path ?? "")\" \"$@\"\n", to: "tool")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = [folder.file("tool"), "bench", "--peers", "--python", python]
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        // The child speaks once it runs: from then on we wait for it.
        _ = try errors.fileHandleForReading.read(upToCount: 1)
        kill(process.processIdentifier, SIGINT)
        process.waitUntilExit()
        #expect(process.terminationStatus == 130)
    }

    @Test(arguments: [
        (["--peers", "--python", "/nowhere/python"], "scripts/bench --peers"),
        (["--peers", "--python", "/bin/true"], "no Python"), (["--shared", "/nowhere"], "/nowhere"),
        (["--only", "nothing"], "knapsack-80x16"),
        (["--python", "/usr/bin/python3"], "--peers"), (["--threads", "0"], "--threads"),
        (["--repeat", "0"], "--repeat"),
    ])
    func mistakesAreErrors(_ arguments: [String], _ word: String) throws {
        let result = try Tool.run(["bench"] + arguments)
        #expect(result.code == 2)
        #expect(result.output.isEmpty)
        #expect(result.errorLines.count == 1)
        #expect(result.errorLines.first?.contains(word) == true, "\(result.errors)")
        #expect(result.errorLines.first?.contains(" — ") == true)
    }

    private func fake(_ folder: TemporaryFolder, _ text: String) throws -> String {
        let path = folder.file("python")
        // Not inherited by what other tests start meanwhile: a program that is open for writing cannot be run.
        try DocumentFile.replace(path, with: Array("#!/bin/sh\n\(text)\n".utf8))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        return path
    }
}
