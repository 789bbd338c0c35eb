import Foundation

/// What is known of the terminal that a stream leads to.
public enum TerminalTraits {
    /// Whether a stream leads to a terminal that can draw in place: one that `TERM` calls something, and not `dumb`.
    public static func drawsInPlace(
        _ stream: Int32
    ) -> Bool {
        isatty(stream) == 1 && canDraw(ProcessInfo.processInfo.environment["TERM"])
    }

    static func canDraw(_ term: String?) -> Bool { !["", "dumb"].contains(term ?? "") }

    /// Columns: what `COLUMNS` says, else what the terminal does; nil where nobody says.
    public static func columns(
        _ stream: Int32, environment: [String: String]? = nil
    ) -> Int? {
        let environment = environment ?? ProcessInfo.processInfo.environment
        if let said = environment["COLUMNS"].flatMap({ Int($0) }), (1...10_000).contains(said) { return said }
        var size = winsize()
        return ioctl(stream, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : nil
    }
}
