import Foundation

/// Who runs what, where: what an experiment records of its origin besides its inputs.
public struct RunOrigin: Hashable, Sendable {
    public var toolVersion: String
    /// The revision that was built, with `-dirty` behind it where it had changes; where nobody said, the SHA-256 of the
    /// executable, which tells builds apart as well.
    public var revision: String
    /// The command as it could be typed again.
    public var commandLine: String
    public var host: String

    public init(toolVersion: String, revision: String, commandLine: String, host: String) {
        self.toolVersion = toolVersion
        self.revision = revision
        self.commandLine = commandLine
        self.host = host
    }

    /// The command as this user types it: what the hints for a next command begin with.
    ///
    /// `scripts/deltanas` passes its own name in the environment variable `DELTANAS_COMMAND`.
    public static let command: String = {
        let named = ProcessInfo.processInfo.environment["DELTANAS_COMMAND"] ?? ""
        return ShellWords.quoted(named.isEmpty ? CommandLine.arguments.first ?? "deltanas" : named)
    }()

    /// This process. `scripts/deltanas` passes the revision in the environment variable `DELTANAS_REVISION`.
    public static var current: RunOrigin {
        let process = ProcessInfo.processInfo
        let revision = process.environment["DELTANAS_REVISION"] ?? ""
        return RunOrigin(
            toolVersion: ToolVersion.number,
            revision: revision.isEmpty ? "unknown, executable \(Machine.current.build)" : revision,
            commandLine: ShellWords.joined(["deltanas"] + process.arguments.dropFirst()), host: process.hostName)
    }
}

/// Words as a POSIX shell reads them.
public enum ShellWords {
    /// The words with blanks between, each quoted where it needs to be.
    public static func joined(_ words: [String]) -> String { words.map(quoted).joined(separator: " ") }

    /// The word itself where the shell takes it literally, else in single quotes.
    public static func quoted(_ word: String) -> String {
        let isPlain = !word.isEmpty && word.utf8.allSatisfy { plain.contains($0) }
        return isPlain ? word : "'" + word.replacingOccurrences(of: "'", with: #"'\''"#) + "'"
    }

    private static let plain = Set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+=./,:@%".utf8)
}
