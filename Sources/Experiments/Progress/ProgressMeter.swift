import Foundation
import Synchronization

/// Shows how far long work has come, on standard error: phase, percent, rate, time left.
///
/// On a terminal one line that is redrawn; elsewhere a line every few seconds, so that logs stay readable.
public final class ProgressMeter: Sendable {
    /// Where a line goes. Injected by tests.
    public typealias Sink = @Sendable (String) -> Void

    private struct State {
        var phase = ""
        var total = 0
        var done = 0
        var started = ContinuousClock.now
        var lastShown = ContinuousClock.now
        var width = 0
    }

    private let state = Mutex(State())
    private let isTerminal: Bool
    private let interval: Duration
    private let isQuiet: Bool
    private let write: Sink

    /// - Parameters:
    ///   - isTerminal: whether lines can be redrawn; by default, whether standard error is a terminal.
    ///   - interval: between lines where there is no terminal.
    ///   - isQuiet: shows nothing but notes.
    public init(
        isTerminal: Bool? = nil, interval: Duration = .seconds(10), isQuiet: Bool = false, write: Sink? = nil
    ) {
        let isTerminal = isTerminal ?? (isatty(FileHandle.standardError.fileDescriptor) == 1)
        self.isTerminal = isTerminal
        self.interval = isTerminal ? .milliseconds(100) : interval
        self.isQuiet = isQuiet
        self.write = write ?? { FileHandle.standardError.write(Data($0.utf8)) }
    }

    /// Starts a phase of `total` units of work.
    public func begin(_ phase: String, total: Int) {
        state.withLock {
            let now = ContinuousClock.now
            $0 = State(phase: phase, total: total, done: 0, started: now, lastShown: now, width: $0.width)
        }
        show(detail: "", force: isTerminal)
    }

    /// Reports `done` units, with what else is worth seeing: a loss, a budget.
    public func update(_ done: Int, detail: String = "") {
        let due = state.withLock { state in
            state.done = done
            return ContinuousClock.now - state.lastShown >= interval
        }
        if due { show(detail: detail, force: true) }
    }

    /// Ends the phase with a line that stays.
    public func end(_ detail: String = "") {
        let line = state.withLock { state in
            let seconds = Self.seconds(ContinuousClock.now - state.started)
            let text =
                "\(state.phase): \(state.total) in \(Self.clock(seconds))" + (detail.isEmpty ? "" : " · \(detail)")
            return finish(text, &state)
        }
        if !isQuiet { write(line) }
    }

    /// A line of its own, above the bar.
    public func note(_ text: String) {
        write(state.withLock { finish(text, &$0) })
    }

    private func finish(_ text: String, _ state: inout State) -> String {
        defer { state.width = 0 }
        guard isTerminal else { return text + "\n" }
        return "\r" + text + String(repeating: " ", count: max(0, state.width - text.count)) + "\n"
    }

    private func show(detail: String, force: Bool) {
        guard force, !isQuiet else { return }
        write(
            state.withLock { state in
                state.lastShown = .now
                let elapsed = Self.seconds(ContinuousClock.now - state.started)
                let rate = elapsed > 0 ? Double(state.done) / elapsed : 0
                let share = state.total > 0 ? Double(state.done) / Double(state.total) : 0
                var text = "\(state.phase) \(Int(share * 100))% \(state.done)/\(state.total)"
                if state.done > 0 {
                    text += " · \(Self.rate(rate)) · \(Self.clock(Double(state.total - state.done) / rate)) left"
                }
                if !detail.isEmpty { text += " · \(detail)" }
                guard isTerminal else { return text + "\n" }
                let padding = String(repeating: " ", count: max(0, state.width - text.count))
                state.width = text.count
                return "\r" + text + padding
            })
    }

    private static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    }

    private static func rate(_ perSecond: Double) -> String {
        perSecond >= 1
            ? String(format: "%.1f/s", perSecond) : String(format: "%.1f s each", 1 / max(perSecond, 1e-9))
    }

    /// `45s`, `3m05s`, `1h02m`.
    static func clock(_ seconds: Double) -> String {
        guard seconds.isFinite else { return "?" }
        let whole = Int(seconds.rounded())
        if whole < 60 { return "\(whole)s" }
        if whole < 3600 { return String(format: "%dm%02ds", whole / 60, whole % 60) }
        return String(format: "%dh%02dm", whole / 3600, whole / 60 % 60)
    }
}
