import ArgumentParser
import Experiments

struct Report: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write an experiment as one HTML page that needs nothing else.",
        discussion: """
            The network with each site's choice and cost, choice probabilities, λ, τ, cost and losses over time, damages, \
            students and their front, sample frames, where it all comes from, and the commands to do it again. Whatever is \
            not there (yet) is left out, and said. Nothing but the page is written.
            """)

    @Argument(
        help: ArgumentHelp("The experiment (default: the latest).", valueName: "name"),
        completion: .custom(ExperimentNames.complete))
    var name: String?

    @Option(name: [.short, .long], help: ArgumentHelp("Where the page goes.", valueName: "file"))
    var output: String = "report.html"

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Sample frames of the last student; 0 for none.", valueName: "count"))
    var frames: Int = 3

    @Option(
        help: ArgumentHelp(
            "A table of pareto's to draw (default: the one beside the last student, where there is one).",
            valueName: "file"))
    var pareto: String?

    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        guard (0...24).contains(frames) else {
            throw UsageError.outOfRange(option: "--frames", value: "\(frames)", allowed: "a number in 0...24")
        }
        guard !output.isEmpty else {
            throw UsageError.outOfRange(option: "--output", value: "''", allowed: "a file, such as report.html")
        }
        let job = ReportJob(
            experiment: name, databasePath: database.db, output: output, frameCount: frames, paretoPath: pareto)
        let contents = try job.run(ProgressMeter()) { ErrorMessage($0).reason }
        if case .missing(let reason) = contents.frames, frames > 0 { Terminal.note("no frames: \(reason)") }
        Terminal.note("written: \(output)")
    }
}
