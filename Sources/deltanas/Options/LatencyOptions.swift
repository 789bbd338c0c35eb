import ArgumentParser
import Experiments
import Foundation

/// The conditions under which frames are timed.
struct LatencyOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Threads that one frame uses, for latencies (default: all cores).", valueName: "count"))
    var threads: Int?

    static let allowed = 1...1024

    func threadCount() throws -> Int {
        guard let threads else { return max(1, ProcessInfo.processInfo.activeProcessorCount) }
        guard Self.allowed.contains(threads) else {
            throw UsageError.outOfRange(option: "--threads", value: "\(threads)", allowed: "a number in 1...1024")
        }
        return threads
    }

    /// Latencies of this machine, kept in a database. Whatever table is used is named on standard error.
    func source(databasePath: String, refreshes: Bool = false) -> any LatencySource {
        Self.source(databasePath: databasePath, refreshes: refreshes)
    }

    /// The same for a command that takes its conditions from elsewhere.
    static func source(databasePath: String, refreshes: Bool = false) -> any LatencySource {
        MachineLatencies(databasePath: databasePath, refreshes: refreshes) {
            LatencyText($0).notes.forEach(Terminal.note)
        }
    }
}
