import ArgumentParser
import Experiments

struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Take an interrupted search up again.")

    @Argument(
        help: ArgumentHelp("The experiment (default: the latest).", valueName: "name"),
        completion: .custom(ExperimentNames.complete))
    var experiment: String?

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var workers: WorkerOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let jobs = try workers.count()
        let interruption = Interruption()
        interruption.listen()
        let job = try SearchJob(
            resuming: experiment, databasePath: database.db, workers: jobs,
            latency: LatencyOptions.source(databasePath: database.db))
        try SearchText.run(job, workers: jobs, databasePath: database.db, output.format, interruption)
    }
}
