import Experiments
import Synchronization
import Testing

@Suite struct ProgressMeterTests {
    /// What a meter wrote.
    final class Lines: Sendable {
        private let state = Mutex<[String]>([])
        var all: [String] { state.withLock { $0 } }
        func append(_ text: String) { state.withLock { $0.append(text) } }
    }

    private func meter(isTerminal: Bool, interval: Duration = .zero, isQuiet: Bool = false) -> (ProgressMeter, Lines) {
        let lines = Lines()
        return (
            ProgressMeter(isTerminal: isTerminal, interval: interval, isQuiet: isQuiet) { lines.append($0) }, lines
        )
    }

    @Test func withoutATerminalEveryReportIsALine() {
        let (meter, lines) = meter(isTerminal: false)
        meter.begin("search", total: 4)
        meter.update(1, detail: "loss 0.5")
        meter.update(3)
        meter.end("done")
        #expect(lines.all.count == 3)
        #expect(lines.all[0].hasPrefix("search 25% 1/4 · "))
        #expect(lines.all[0].hasSuffix(" left · loss 0.5\n"))
        #expect(lines.all[1].hasPrefix("search 75% 3/4"))
        #expect(lines.all[2].hasPrefix("search: 4 in ") && lines.all[2].hasSuffix(" · done\n"))
        #expect(lines.all.allSatisfy { !$0.contains("\r") })
    }

    @Test func withoutATerminalShortWorkIsItsLastLineAlone() {
        let (meter, lines) = meter(isTerminal: false, interval: .seconds(3600))
        meter.begin("search", total: 1000)
        for step in 1...1000 { meter.update(step) }
        meter.end()
        #expect(lines.all.count == 1)
    }

    @Test func onATerminalALineIsRedrawnAndLeavesNothingBehind() {
        let (meter, lines) = meter(isTerminal: true)
        meter.begin("search", total: 4)
        meter.update(1, detail: "a long detail that must be wiped away")
        meter.update(2)
        meter.note("a note")
        #expect(lines.all.allSatisfy { $0.hasPrefix("\r") })
        // Each text covers the one before.
        #expect(lines.all[2].count >= lines.all[1].count)
        #expect(lines.all[3].hasPrefix("\ra note ") && lines.all[3].hasSuffix("\n"))
    }

    /// A line that wraps could not be drawn anew.
    @Test func onANarrowTerminalALineIsCut() {
        let lines = Lines()
        let meter = ProgressMeter(
            isTerminal: true, interval: .zero, write: { lines.append($0) }, columns: { 24 })
        meter.begin("closed-form students", total: 4)
        meter.update(1, detail: "a long detail that has no place")
        #expect(lines.all.allSatisfy { $0.count == 24 }, "\(lines.all)")
        meter.note("notes are of any length, and wrap as they may")
        #expect(lines.all.last?.count ?? 0 > 40)
    }

    @Test func lateReportsDoNotTurnBack() {
        let (meter, lines) = meter(isTerminal: false)
        meter.begin("evaluate", total: 10)
        meter.update(7)
        meter.update(5)
        #expect(lines.all[1].hasPrefix("evaluate 70% 7/10"))
    }

    @Test func whatWasDoneBeforeIsNotCountedAsWorkOfThisPhase() {
        let (meter, lines) = meter(isTerminal: false)
        meter.begin("teach", total: 100, done: 90)
        meter.update(90)
        meter.update(95)
        meter.end()
        #expect(lines.all[0] == "teach 90% 90/100\n")
        #expect(lines.all[2].hasPrefix("teach: 10 in "))
    }

    @Test func quietMetersSayNotesOnly() {
        let (meter, lines) = meter(isTerminal: false, isQuiet: true)
        meter.begin("search", total: 2)
        meter.update(1)
        meter.note("a note")
        meter.end()
        #expect(lines.all == ["a note\n"])
    }
}
