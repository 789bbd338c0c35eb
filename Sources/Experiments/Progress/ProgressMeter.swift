import Foundation
import Synchronization

/// Shows how far long work has come, on standard error: phase, percent, rate, time left.
///
/// On a terminal one line that is redrawn; elsewhere a line every few seconds, so that logs stay readable. Any thread
/// may report.
public final class ProgressMeter: Sendable {
    /// Where a line goes. Injected by tests.
    public typealias Sink = @Sendable (String) -> Void

    private struct State {
        var phase = ""
        var total = 0
        var done = 0
        /// Where the phase began: what was done before tells nothing of the rate.
        var start = 0
        var began = ContinuousClock.now
        var lastShown = ContinuousClock.now
        /// Columns of the line that stands on the terminal.
        var width = 0
    }

    private let state = Mutex(State())
    private let isTerminal: Bool
    private let interval: Duration
    private let isQuiet: Bool
    /// Of the terminal; nil: unknown.
    private let columns: @Sendable () -> Int?
    private let write: Sink

    /// - Parameters:
    ///   - isTerminal: whether lines can be redrawn; by default, whether standard error is a terminal.
    ///   - interval: between lines where there is no terminal.
    ///   - isQuiet: shows nothing but notes.
    ///   - columns: of the terminal: a longer line could not be drawn anew. By default what the terminal says.
    public init(
        isTerminal: Bool? = nil, interval: Duration = .seconds(10), isQuiet: Bool = false, write: Sink? = nil,
        columns: (@Sendable () -> Int?)? = nil
    ) {
        let isTerminal = isTerminal ?? TerminalTraits.drawsInPlace(STDERR_FILENO)
        self.columns = columns ?? { TerminalTraits.columns(STDERR_FILENO) }
        self.isTerminal = isTerminal
        self.interval = isTerminal ? min(interval, .milliseconds(100)) : interval
        self.isQuiet = isQuiet
        self.write = write ?? { try? FileHandle.standardError.write(contentsOf: Data($0.utf8)) }
    }

    /// Starts a phase of `total` units of work, of which `done` were done before.
    public func begin(_ phase: String, total: Int, done: Int = 0) {
        state.withLock { state in
            let now = ContinuousClock.now
            state = State(
                phase: phase, total: total, done: done, start: done, began: now, lastShown: now, width: state.width)
            if isTerminal { show("", &state) }
        }
    }

    /// Reports `done` units, with what else is worth seeing: a loss, a budget. Reports that come late change nothing.
    public func update(_ done: Int, detail: String = "") {
        state.withLock { state in
            state.done = max(state.done, done)
            guard ContinuousClock.now - state.lastShown >= interval else { return }
            show(detail, &state)
        }
    }

    /// Ends the phase with a line that stays.
    public func end(_ detail: String = "") {
        state.withLock { state in
            let seconds = Self.seconds(ContinuousClock.now - state.began)
            let text =
                "\(state.phase): \(state.total - state.start) in \(Self.clock(seconds))"
                + (detail.isEmpty ? "" : " · \(detail)")
            if !isQuiet { write(finished(text, &state)) }
        }
    }

    /// Leaves a phase that does not come to its end: what is written next stands on a line of its own.
    public func abandon() {
        state.withLock { state in
            if state.width > 0 { write("\n") }
            state.width = 0
        }
    }

    /// A line of its own, above the bar.
    public func note(_ text: String) {
        state.withLock { write(finished(text, &$0)) }
    }

    private func finished(_ text: String, _ state: inout State) -> String {
        let text = text.printable
        defer { state.width = 0 }
        guard isTerminal else { return text + "\n" }
        return "\r" + text + String(repeating: " ", count: max(0, state.width - text.count)) + "\n"
    }

    private func show(_ detail: String, _ state: inout State) {
        guard !isQuiet else { return }
        state.lastShown = .now
        var text = (Self.line(state) + (detail.isEmpty ? "" : " · \(detail)")).printable
        if isTerminal, let columns = columns() { text = String(text.prefix(max(1, columns - 1))) }
        guard isTerminal else {
            write(text + "\n")
            return
        }
        let padding = String(repeating: " ", count: max(0, state.width - text.count))
        state.width = text.count
        write("\r" + text + padding)
    }

    private static func line(_ state: State) -> String {
        let share = state.total > 0 ? Double(state.done) / Double(state.total) : 0
        let text = "\(state.phase) \(Int(share * 100))% \(state.done)/\(state.total)"
        let elapsed = seconds(ContinuousClock.now - state.began)
        guard state.done > state.start, elapsed > 0 else { return text }
        let rate = Double(state.done - state.start) / elapsed
        return text + " · \(Self.rate(rate)) · \(clock(Double(state.total - state.done) / rate)) left"
    }

    private static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    }

    private static func rate(_ perSecond: Double) -> String {
        perSecond >= 1
            ? String(format: "%.1f/s", perSecond) : String(format: "%.1f s each", 1 / max(perSecond, 1e-9))
    }

    /// `45s`, `3m05s`, `1h02m`.
    public static func clock(_ seconds: Double) -> String {
        guard abs(seconds) < 1e9 else { return "?" }
        let whole = Int(seconds.rounded())
        if whole < 60 { return "\(whole)s" }
        if whole < 3600 { return String(format: "%dm%02ds", whole / 60, whole % 60) }
        return String(format: "%dh%02dm", whole / 3600, whole / 60 % 60)
    }
}
