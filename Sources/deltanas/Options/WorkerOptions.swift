import ArgumentParser
import Foundation

/// How many workers share the work. Results do not depend on it.
struct WorkerOptions: ParsableArguments {
    @Option(
        parsing: .unconditional, help: ArgumentHelp("Workers, a core each (default: all cores).", valueName: "count"))
    var jobs: Int?

    static let allowed = 1...1024

    func count() throws -> Int {
        guard let jobs else { return max(1, ProcessInfo.processInfo.activeProcessorCount) }
        guard Self.allowed.contains(jobs) else {
            throw UsageError.outOfRange(option: "--jobs", value: "\(jobs)", allowed: "a number in 1...1024")
        }
        return jobs
    }
}
