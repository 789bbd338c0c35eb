import Compute
import Foundation
import Synchronization
import VideoData

/// The machine that this process runs on, and the build that runs: what latencies depend on besides the network.
public struct Machine: Hashable, Sendable {
    /// The processor's name, with family and model where the system says them: `AMD EPYC (family 26, model 2)`.
    public var processor: String
    /// Cores that the process may use.
    public var cores: Int
    /// The library of network primitives, its version and instruction set.
    public var library: String
    /// SHA-256 of the executable: another build is another engine.
    public var build: String

    public init(processor: String, cores: Int, library: String, build: String) {
        self.processor = processor
        self.cores = cores
        self.library = library
        self.build = build
    }

    /// This machine.
    public static let current = Machine(
        processor: processorName(cpuinfo: (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""),
        cores: max(1, ProcessInfo.processInfo.activeProcessorCount),
        library: "oneDNN \(ComputeLibraries.oneDNN) \(ComputeLibraries.instructionSet)",
        build: (try? SHA256.hex(ofFile: "/proc/self/exe")) ?? "unknown")

    /// `AMD EPYC (family 26, model 2), 4 cores, oneDNN 2.6.3 avx512_core`.
    public var description: String { "\(processor), \(cores) \(cores == 1 ? "core" : "cores"), \(library)" }

    /// The first processor of Linux's `/proc/cpuinfo`.
    static func processorName(cpuinfo: String) -> String {
        var fields: [String: String] = [:]
        for line in cpuinfo.split(separator: "\n", omittingEmptySubsequences: false) {
            let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            // An empty line ends the first processor's block.
            if parts.isEmpty, !fields.isEmpty { break }
            if parts.count == 2, fields[parts[0]] == nil { fields[parts[0]] = parts[1] }
        }
        if let name = fields["model name"] ?? fields["Model"] ?? fields["cpu model"] {
            guard let family = fields["cpu family"], let model = fields["model"] else { return name }
            return "\(name) (family \(family), model \(model))"
        }
        if let implementer = fields["CPU implementer"], let part = fields["CPU part"] {
            return "implementer \(implementer), part \(part)"
        }
        return "unknown processor"
    }
}
