import Foundation
import Testing

/// Standard streams that are closed, full or read no further.
@Suite struct StreamTests {
    /// Runs a script in which `"$T"` is the tool.
    private func shell(_ script: String) throws -> (code: Int32, output: String, errors: String) {
        let folder = try TemporaryFolder()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/bash")
        process.arguments = ["-c", "exec >'\(folder.path)/out' 2>'\(folder.path)/err'\n" + script]
        process.currentDirectoryURL = URL(fileURLWithPath: Tool.root)
        process.environment = ProcessInfo.processInfo.environment.merging(["T": Tool.path ?? ""]) { $1 }
        try process.run()
        process.waitUntilExit()
        return (process.terminationStatus, try folder.text("out"), try folder.text("err"))
    }

    private static let profile = #""$T" profile --space searchspaces/ddrnet.json"#

    @Test func aClosedOutputIsSaidToBeClosed() throws {
        let result = try shell("\(Self.profile) >&-")
        #expect(result.code == 1)
        #expect(result.errors == "error: standard output: is closed — print somewhere, or to /dev/null\n")
    }

    /// What is printed must not end up in a file that got the number of a closed stream.
    @Test func noFileTakesAClosedStreamsPlace() throws {
        let result = try shell("\(Self.profile) <&- 2>&-")
        #expect(result.code == 0)
        #expect(result.output.contains("teacher MACs"))
    }

    @Test func aFullOutputIsAnError() throws {
        let result = try shell("\(Self.profile) >/dev/full")
        #expect(result.code == 1)
        #expect(result.errors.contains("No space left on device"))
    }

    /// With the signal as with the error in its place.
    @Test(arguments: ["", "trap '' PIPE; "]) func whereNobodyReadsOnItEndsQuietly(_ trap: String) throws {
        let result = try shell("\(trap){ sleep 0.3; \(Self.profile); echo $? >&2; } | :")
        #expect(result.errors == "141\n")
    }
}
