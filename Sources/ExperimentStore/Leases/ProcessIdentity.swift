internal import Foundation

/// A process, told apart from every other that there is or was: by machine, boot, process namespace, number and start.
public struct ProcessIdentity: Hashable, Sendable, Codable {
    /// The machine's name.
    public var host: String
    /// What Linux calls this boot of the machine.
    public var boot: String
    /// The namespace that `process` is a number of: a container has its own.
    public var namespace: String
    public var process: Int32
    /// When it started, in ticks since the boot.
    public var start: UInt64

    public init(host: String, boot: String, namespace: String, process: Int32, start: UInt64) {
        self.host = host
        self.boot = boot
        self.namespace = namespace
        self.process = process
        self.start = start
    }

    /// This process.
    public static let current = ProcessIdentity(
        host: ProcessInfo.processInfo.hostName.filter { !$0.isWhitespace },
        boot: (try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8))?
            .trimmingCharacters(in: .whitespacesAndNewlines) ?? "-",
        namespace: (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")) ?? "-",
        process: getpid(), start: startTime(of: getpid()) ?? 0)

    /// In a row: five words.
    public var text: String { "\(host) \(boot) \(namespace) \(process) \(start)" }

    /// Nil for a text of another form.
    public init?(text: String) {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 5, let process = Int32(words[3]), process > 0, let start = UInt64(words[4]) else {
            return nil
        }
        self.init(
            host: String(words[0]), boot: String(words[1]), namespace: String(words[2]), process: process,
            start: start)
    }

    /// Whether the process has ended; nil where that cannot be told from here.
    public var isGone: Bool? {
        let here = Self.current
        guard host == here.host, boot == here.boot, namespace == here.namespace, here.start > 0 else { return nil }
        if let found = Self.startTime(of: process) { return found != start }
        // Of a process that may not be looked at, nothing is known.
        return kill(process, 0) != 0 && errno == ESRCH ? true : nil
    }

    /// Field 22 of `/proc/PID/stat`; nil for a process that is not there or only waits to be buried.
    private static func startTime(of process: Int32) -> UInt64? {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            // The second field is the command in parentheses, which may hold anything.
            let end = text.lastIndex(of: ")")
        else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
        return UInt64(fields[19])
    }
}
