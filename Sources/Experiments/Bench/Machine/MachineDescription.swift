import Compute
import Foundation

/// The machine that a figure was measured on.
public struct MachineDescription: Sendable, Hashable {
    /// As the processor calls itself.
    public var processor: String
    public var cores: Int
    /// The best instruction set that oneDNN uses.
    public var instructionSet: String
    public var memoryGiB: Double
    /// The operating system's name and version.
    public var system: String
    /// Processes that wanted to run in the minute before, on average: what the figures had to share the machine with.
    public var loadAverage: Double

    /// This machine, now.
    public static var current: MachineDescription {
        let process = ProcessInfo.processInfo
        var load = 0.0
        getloadavg(&load, 1)
        return MachineDescription(
            processor: value(of: "model name", in: "/proc/cpuinfo", separator: ":") ?? "unknown",
            cores: process.activeProcessorCount, instructionSet: ComputeLibraries.instructionSet,
            memoryGiB: Double(process.physicalMemory) / Double(1 << 30),
            system: value(of: "PRETTY_NAME", in: "/etc/os-release", separator: "=") ?? "unknown", loadAverage: load)
    }

    /// What stands behind a key in a file of keys and values, one a line.
    private static func value(of key: String, in path: String, separator: Character) -> String? {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: separator, maxSplits: 1)
            guard parts.count == 2, parts[0].trimmingCharacters(in: .whitespaces) == key else { continue }
            return parts[1].trimmingCharacters(in: CharacterSet(charactersIn: " \t\""))
        }
        return nil
    }
}
