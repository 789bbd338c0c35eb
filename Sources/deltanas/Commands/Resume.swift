import ArgumentParser
import Experiments

struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Take an interrupted search up again.")

    @Argument(help: ArgumentHelp("The experiment (default: the latest).", valueName: "name"))
    var experiment: String?

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var workers: WorkerOptions

    func run() async throws {
        let jobs = try workers.count()
        let job = try SearchJob(resuming: experiment, databasePath: database.db, workers: jobs)
        SearchText.describe(job, workers: jobs, databasePath: database.db).forEach(Terminal.note)
        let interruption = Interruption()
        interruption.listen()
        let outcome = try job.run(ProgressMeter(), interruption)
        SearchText.print(outcome, job, databasePath: database.db)
    }
}
