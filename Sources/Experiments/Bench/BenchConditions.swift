import Compute
import Foundation

/// What figures depend on beside the machine's processor: ``Machine`` says that.
public struct BenchConditions: Sendable, Hashable {
    /// The best instruction set that oneDNN uses.
    public var instructionSet: String
    public var memoryGiB: Double
    /// The operating system's name and version.
    public var system: String
    /// Processes that wanted to run in the minute before, on average: what the figures had to share the machine with.
    public var loadAverage: Double

    /// As they are now.
    public static var current: BenchConditions {
        var load = 0.0
        getloadavg(&load, 1)
        return BenchConditions(
            instructionSet: ComputeLibraries.instructionSet,
            memoryGiB: Double(ProcessInfo.processInfo.physicalMemory) / Double(1 << 30),
            system: systemName(osRelease: (try? String(contentsOfFile: "/etc/os-release", encoding: .utf8)) ?? ""),
            loadAverage: load)
    }

    /// `PRETTY_NAME` of `/etc/os-release`.
    static func systemName(osRelease: String) -> String {
        let key = "PRETTY_NAME="
        guard let line = osRelease.split(separator: "\n").first(where: { $0.hasPrefix(key) }) else { return "unknown" }
        return line.dropFirst(key.count).trimmingCharacters(in: CharacterSet(charactersIn: " \t\"'"))
    }
}
