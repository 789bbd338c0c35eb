import Foundation

/// The most memory that this process has held.
enum PeakMemory {
    /// In MiB, since the program was loaded: Linux's `VmHWM`, which, unlike `getrusage`, does not count the process that
    /// started this one; nil where the system does not say.
    static var mebibytes: Double? {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        for line in status.split(separator: "\n") where line.hasPrefix("VmHWM:") {
            if let kibibytes = line.split(separator: " ").compactMap({ Double($0) }).first { return kibibytes / 1024 }
        }
        return nil
    }
}
