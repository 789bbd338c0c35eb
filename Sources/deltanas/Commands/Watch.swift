import ArgumentParser
import ExperimentStore
import Experiments
import Foundation
import StudentSpace

struct Watch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Follow a running experiment until it ends.",
        discussion: """
            On a terminal a few lines are drawn anew; elsewhere a line is printed whenever something has changed. As json, \
            an object a line. The database is only read: a run never waits for who watches it. Ends when the run does, or \
            when no process of this machine runs it any more.
            """)

    @Argument(
        help: ArgumentHelp("The experiment (default: the latest).", valueName: "name"),
        completion: .custom(ExperimentNames.complete))
    var name: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("Seconds between looks.", valueName: "seconds"))
    var interval: Double = 1

    @Flag(help: "Look once, and end.")
    var once = false

    @OptionGroup var database: DatabaseOptions

    @Option(help: "How results are printed. As json: an object a line.")
    var format: OutputFormat = .table

    func run() async throws {
        guard (0.05...3600).contains(interval) else {
            throw UsageError.outOfRange(
                option: "--interval", value: "\(interval)", allowed: "a number of seconds in 0.05...3600")
        }
        let watch = try RunWatch(name, in: ExperimentDatabase(path: database.db, mode: .readOnly, patience: 2))
        let isLive = format == .table && !once && Terminal.isTerminal
        var block = LiveBlock()
        var last: RunReading?
        while true {
            if let look = try watch.look() {
                let isNews = look.reading != last || once
                if isLive {
                    block.show(WatchText(look: look).block(width: Terminal.width - 1))
                } else if isNews {
                    print(look, isFirst: last == nil)
                }
                last = look.reading
                if look.reading.isOver || once { return }
                if !look.isAlive {
                    Terminal.note(
                        "no process of this machine runs \(look.reading.experiment) any more: take it up with "
                            + "\(RunOrigin.command) "
                            + ShellWords.joined(["resume", look.reading.experiment, "--db", database.db]))
                    return
                }
            }
            try await Task.sleep(for: .seconds(interval))
        }
    }

    private func print(_ look: RunWatch.Look, isFirst: Bool) {
        switch format {
        case .table: Terminal.print(WatchText(look: look).line + "\n")
        case .json: Terminal.print(WatchText.table([look]).jsonLines)
        case .csv:
            let text = WatchText.table([look]).csv
            Terminal.print(
                isFirst ? text : String(text[text.index(after: text.firstIndex(of: "\n") ?? text.startIndex)...]))
        }
    }
}
