import Foundation

/// Where text goes: data to standard output, everything else to standard error.
enum Terminal {
    /// Prints data, as it is.
    ///
    /// Where standard output does not take it (a full disk, say), the tool ends with an error.
    static func print(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { DeltaNAS.leave(ErrorMessage(OutputError(code: errno))) }
            rest = rest.dropFirst(count)
        }
    }

    /// Prints a line about the run. Where nobody listens, nothing is lost.
    static func note(_ line: String) { try? FileHandle.standardError.write(contentsOf: Data((line + "\n").utf8)) }
}

/// Standard output that takes no more; `code` is the system's `errno`.
struct OutputError: Error, Hashable {
    var code: Int32
}
