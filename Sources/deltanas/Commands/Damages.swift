import ArgumentParser
import Experiments
import Foundation
import StudentSpace
import VideoData

struct Damages: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure how well damages of single candidates predict whole networks.",
        discussion: """
            Takes a finished search, measures networks at its budget end to end, and compares their order with the one \
            that sums of damages predict: the search's own, those of its weights to second order, and those measured \
            by replacing one site at a time.
            """)

    @Argument(
        help: ArgumentHelp("The experiment (default: the latest).", valueName: "name"),
        completion: .custom(ExperimentNames.complete))
    var experiment: String?

    @Option(help: ArgumentHelp("Networks of either kind, random ones and such near the optimum.", valueName: "count"))
    var networks: Int = 24

    @Option(
        help: ArgumentHelp(
            "Frames of the experiment's source to measure networks on (default: those that its choice was made on).",
            valueName: "range"))
    var frames: String?

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var workers: WorkerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        guard (3...10_000).contains(networks) else {
            throw UsageError.outOfRange(option: "--networks", value: "\(networks)", allowed: "a number in 3...10000")
        }
        let interruption = Interruption()
        interruption.listen()
        let job = try DamagesJob(
            experiment, frames: frames.map(FrameRange.init(parsing:)), databasePath: database.db,
            workers: workers.count(),
            command: RunOrigin.command + " " + ShellWords.joined(Array(CommandLine.arguments.dropFirst())))
        let table = DamagesText.table(try job.run(networks: networks, ProgressMeter(), interruption))
        switch output.format {
        case .table: Terminal.print(table.text)
        case .json: Terminal.print(table.json.text())
        case .csv: Terminal.print(table.csv)
        }
    }
}
