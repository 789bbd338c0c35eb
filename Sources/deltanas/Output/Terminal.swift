import Foundation

/// Where text goes: data to standard output, everything else to standard error.
enum Terminal {
    /// Prints data, as it is.
    static func print(_ text: String) { FileHandle.standardOutput.write(Data(text.utf8)) }

    /// Prints a line about the run.
    static func note(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }

    static func error(_ line: String) { note(line) }
}
