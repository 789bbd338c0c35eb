import Experiments
import Foundation

/// Where text goes: data to standard output, everything else to standard error. What steers terminals is escaped in
/// both.
enum Terminal {
    /// Keeps the numbers of standard streams that are closed from being given to other files: what is printed would
    /// end up in these. To be called before anything is opened.
    static func guardStreams() {
        for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(stream, F_GETFD) < 0 {
            // The lowest free number is taken. One that cannot be written stays an error to print to.
            _ = open("/dev/null", stream == STDOUT_FILENO ? O_RDONLY : O_RDWR)
        }
    }

    /// Prints data.
    ///
    /// Where standard output does not take it (it is closed, or a disk is full), the tool ends with an error; where
    /// nobody reads on (`| head`), it ends without a word, by the same exit code as the signal that says so.
    static func print(_ text: String) { write(text.printable) }

    /// Prints text that steers a terminal, put together here and nowhere else.
    static func write(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            if count < 0 && errno == EPIPE { exit(128 + SIGPIPE) }
            guard count > 0 else { DeltaNAS.leave(ErrorMessage(OutputError(code: errno))) }
            rest = rest.dropFirst(count)
        }
    }

    /// Whether standard output is a terminal that can draw in place.
    static var isTerminal: Bool { TerminalTraits.drawsInPlace(STDOUT_FILENO) }

    /// Columns, as `COLUMNS` says or the terminal does; 80 where nobody says.
    static var width: Int { TerminalTraits.columns(STDOUT_FILENO) ?? 80 }

    /// Whether the locale's characters are UTF-8, by the variable that decides.
    static var isUTF8: Bool {
        let environment = ProcessInfo.processInfo.environment
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        let name = locale.uppercased()
        return name.contains("UTF-8") || name.contains("UTF8")
    }

    /// Prints a line about the run. Where nobody listens, nothing is lost.
    static func note(_ line: String) {
        try? FileHandle.standardError.write(contentsOf: Data((line.printable + "\n").utf8))
    }
}

/// Standard output that takes no more; `code` is the system's `errno`.
struct OutputError: Error, Hashable {
    var code: Int32

    /// Whether it was closed from the start.
    var isClosed: Bool { code == EBADF }
}
